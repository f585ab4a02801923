"""The studio: how the creator sounds, what they stand for and are after, what is off limits; one module a page."""
