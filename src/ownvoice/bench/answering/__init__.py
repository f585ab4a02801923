"""What `ownvoice bench answerable` asks: real readers' questions, with what answers them and with it taken out."""
