# What can be done here. Plain `make` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
# The first that is new enough; a name of your own wins.
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
BIN := .venv/bin
CACHE := $(abspath .cache)
export YINGDA_ASTERISK ?= $(CACHE)/asterisk/asterisk
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test test-fast test-long check bench rows pictures clean web lock switch asterisk tools types

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 20

setup: .venv/ready web switch ## install everything that `run` needs (the others call it)

run: setup ## start the demo centre (TRAFFIC=0 quiet, 5 busy); Ctrl-C stops it
	@exec env $(if $(TRAFFIC),YINGDA_TRAFFIC=$(TRAFFIC)) $(BIN)/yingda run

test: setup tools ## unit, stage, conformance, journey and live tests (about 25 minutes)
	$(BIN)/python -m pytest -q -m "not long"

test-fast: .venv/ready ## unit and stage tests (about a minute)
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal tests/unit tests/stage

test-long: setup tools ## what takes minutes: crashes in a busy hour, crowds, floods, odd requests and texts
	$(BIN)/python -m pytest -q -m long

check: .venv/ready ## import contracts, own rules, types, style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PYTHONPATH=src:. $(BIN)/lint-imports
	$(BIN)/python -m tools.rules.metrics src web/src
	$(BIN)/python -m tools.rules.sql src
	$(BIN)/mypy src tests tools bench
	@if command -v npm >/dev/null; then cd web && { [ -x node_modules/.bin/biome ] || npm ci --loglevel=error --no-audit --no-fund; } && npm run --silent check; fi

bench: setup ## measure; BENCH=name for one (soak takes an hour and is run by name only)
	$(BIN)/python -m bench $(BENCH)

rows: .venv/ready ## which requirements have a test, and how it ended
	@$(BIN)/python -m tools.rows

pictures: setup tools ## take the screenshots of the README anew
	$(BIN)/python -m tools.pictures

clean: ## remove what was built; the data in var/ stay
	rm -rf .venv .cache build dist src/yingda/app/pages web/node_modules

types: .venv/ready ## type the pages by the API's description, after it has changed
	$(BIN)/python -m tools.describe
	cd web && npm run --silent types

lock: ## pin the packages anew
	$(BIN)/uv pip compile -q --no-emit-index-url --no-header --generate-hashes --python-version 3.11 --universal --group dev pyproject.toml -o requirements.lock

# --- what the targets need ---------------------------------------------------------------

.venv/ready: requirements.lock pyproject.toml
	@tools/install/packages.sh "$(PYTHON)"

WEB := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null)

web: src/yingda/app/pages/index.html

src/yingda/app/pages/index.html: $(WEB)
	@tools/install/build-pages.sh

# Without a switch everything else starts; what could not be fetched is tried once a day.
switch:
	@tools/install/get-asterisk.sh --once $(CACHE)/asterisk || true

asterisk: ## fetch the telephone switch, also when it could not be fetched before
	@tools/install/get-asterisk.sh $(CACHE)/asterisk

tools:
	@tools/install/test-tools.sh
