"""What may be sent without review: permissions, the decision to use one, the time in which it can be taken back, the red switch.

Whether a permission may be given is proven in `ownvoice.training`; here stands only what every message and every send asks.
"""
