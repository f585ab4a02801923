"""Attacks on the OpenAI-compatible endpoint: what is tried, against what, and which laws each answer is held to."""
