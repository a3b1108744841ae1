# Learner Portfolio: `make demo` to see it, `make test` to prove it.
VENV := .venv
BIN := $(VENV)/bin
SEED ?= $(shell date +%s)
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadgroup
# Tests write to the disk and wait for it tens of thousands of times; memory keeps nobody waiting.
MEMORY := $(shell scripts/memory 6)
ifneq ($(MEMORY),)
test test-fast test-long: export TMPDIR := $(MEMORY)
endif
# Without compiled modules every process that a test starts would compile them all again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-fast test-long setup setup-fast setup-dev check bench frontend clean

demo: setup
	$(BIN)/portfolio demo --home demo-home

setup:
	@scripts/setup run

setup-fast:
	@scripts/setup fast

setup-dev:
	@scripts/setup test

test-fast: setup-fast
	$(PYTEST) --shuffle=$(SEED) -m "not (browser or postgresql or printing or long)"

test: setup-dev
	$(PYTEST) -m "not long"

test-long: setup-dev
	$(PYTEST) -m long

check: setup-fast
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev
	$(BIN)/python -m bench

frontend:
	frontend/build
