"""Stand-ins for platforms, served over real HTTP on this machine, built from what the platforms publish about their APIs.

For tests, benchmarks and trying things out without an account. The production client talks to them unchanged.
"""
