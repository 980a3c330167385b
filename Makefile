# Khizana's recipes. `make` alone lists them.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
DATA   ?= demo-data

VENV   := .venv
BIN    := $(VENV)/bin
PINS   := .ci/constraints.txt
VENDOR := api/static/vendor
FRONT  := api/frontend

.DEFAULT_GOAL := help
.PHONY: help demo serve test trial bench lint types env assets wheel clean
.DELETE_ON_ERROR:

help: ## list the recipes
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  HOST, PORT and DATA choose where demo and serve run: make demo PORT=9000"

demo: $(VENV)/.run $(VENDOR)/.built ## build a catalogue with the demo collection and serve it
	$(BIN)/khizana demo --data $(DATA) --host $(HOST) --port $(PORT)

serve: $(VENV)/.run $(VENDOR)/.built ## serve the catalogue in DATA
	$(BIN)/khizana serve --data $(DATA) --host $(HOST) --port $(PORT)

test: $(VENV)/.test $(VENDOR)/.built ## run the tests (a few minutes)
	$(BIN)/python -m pytest -n 2 --dist worksteal

trial: $(VENV)/.test $(VENDOR)/.built ## run the long trials: kills, browsers, scale
	$(BIN)/python -m pytest -m trial tests

bench: $(VENV)/.test $(VENDOR)/.built ## measure against raw engines and other systems
	$(BIN)/python -m tests.benchmarks

lint: $(VENV)/.test ## check style and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(VENV)/.test ## check types
	$(BIN)/mypy

env: $(VENV)/.test ## make or renew the Python environment in .venv

assets: $(VENDOR)/.built ## fetch and lay out what pages load in the browser

wheel: $(VENV)/.test $(VENDOR)/.built ## build the wheel into dist/
	$(BIN)/hatchling build -t wheel

clean: ## remove environments, assets, caches and the demo's collection
	rm -rf $(VENV) $(VENDOR) $(FRONT)/node_modules demo-data build dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Khizana needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python's venv is missing; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/.run: pyproject.toml $(PINS) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint $(PINS) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml $(PINS) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint $(PINS) --editable '.[test]'
	@touch $@ $(VENV)/.run

$(FRONT)/node_modules/.fetched: $(FRONT)/package.json $(FRONT)/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing; on Debian: apt install nodejs npm" >&2; exit 1; }
	cd $(FRONT) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(VENDOR)/.built: $(FRONT)/node_modules/.fetched $(wildcard $(FRONT)/*.mjs $(FRONT)/*.json)
	cd $(FRONT) && node build.mjs
	@touch $@
