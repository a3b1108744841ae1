# Learner Portfolio: `make demo` to see it, `make test` to prove it.
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup setup-dev check bench frontend clean

demo: setup
	$(BIN)/portfolio demo --home demo-home

setup:
	@scripts/setup run

setup-dev:
	@scripts/setup test

test: setup-dev
	$(BIN)/python -m pytest --numprocesses auto

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev
	$(BIN)/python -m bench

frontend:
	frontend/build
