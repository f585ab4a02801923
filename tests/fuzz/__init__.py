"""Coverage-guided fuzzing of everything that reads what people upload: `make fuzz`; see docs/fuzzing.md."""
