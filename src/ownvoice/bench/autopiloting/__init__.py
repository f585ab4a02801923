"""What the autopilot's benchmark is made of: simulated creators, and a queue that is stopped."""
