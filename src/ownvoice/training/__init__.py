"""Learning from decisions: what counts as an error, what the autopilot may be trusted with, and when it no longer may.

The statistics (`bounds`, `betting`, `thresholds`, `certificate`, `watching`, `calibration`, `edits`) are functions of plain
data; `noting` and `permissions` touch the database.
"""
