"""Ownvoice answers a creator's community in the creator's own words."""

__version__ = "0.1.0"
