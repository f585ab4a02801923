"""What the verifier checks in a sentence that isn't the creator's own: each idea a module, none knows a draft."""
