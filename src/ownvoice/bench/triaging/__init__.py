"""What triage is trained and measured on: the sets, their splits, the procedure, the figures."""
