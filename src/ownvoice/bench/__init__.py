"""Benchmarks: each a module with NAME, SUMMARY, TARGETS and `run(quick, data)`; one file more is one more."""
