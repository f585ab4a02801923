"""What `ownvoice bench compose` is made of: questions in the order of time, drafts kept as they are made, their measures."""
