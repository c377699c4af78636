# make demo   read the bundled samples and write an annotated contact sheet
# make test   lint, types and the default tests
# make lint   lint and types alone
# make env    the full environment in .venv (training, tests, tools)

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip --disable-pip-version-check --no-input
# One stamp per environment; the full one contains the reading one.
READING := $(VENV)/.reading
FULL := $(VENV)/.full

.PHONY: demo test lint env constraints clean

demo: $(READING)
	$(RUN)/python scripts/demo.py

test: lint
	$(RUN)/python -m pytest

lint: $(FULL)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

env: $(FULL)

$(READING): pyproject.toml constraints.txt | $(RUN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(FULL): pyproject.toml constraints.txt | $(RUN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[all,dev]'
	@touch $(READING) $@

$(RUN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "seqdigits needs Python 3.11 or newer. Received: $$($(PYTHON) --version 2>&1)." \
			"Run: make $(or $(MAKECMDGOALS),env) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) -m venv failed. Install your system's venv module" \
			"(Debian, Ubuntu: the package python3-venv), then run make again." >&2; exit 1; }

# After raising a bound: rm -rf .venv, empty constraints.txt, make constraints, make test.
constraints: $(FULL)
	@{ echo '# Exact versions the tests run with; written by `make constraints`.'; \
		$(PIP) freeze --exclude-editable; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt
	@touch $(READING) $(FULL)

clean:
	rm -rf $(VENV) dist demo .mypy_cache .pytest_cache .ruff_cache
