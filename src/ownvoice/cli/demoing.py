"""stub"""
def demo_command() -> None:
    """Demo."""
