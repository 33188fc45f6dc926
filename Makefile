# Only Python 3.11 or newer and make are needed; `make PYTHON=python3.13 setup` chooses another Python.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.setup
TESTING := $(VENV)/.testing
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Python compiles what it imports; to compile all of it beforehand takes 20 s of 50.
INSTALL := $(PIP) install --no-compile
WORKERS ?= 2

# Nothing on this machine is reported to anybody.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
# A machine may say that no byte-code is kept; to import Prefect then takes three times as long, every time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo up check test test-whole test-deep accessibility bench lock clean

help: ## Say what can be made.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(SETUP) ## Make .venv with the locked packages and the command cpc.

$(SETUP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.11 setup" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTING): $(SETUP) requirements-test.txt
	$(INSTALL) --require-hashes -r requirements-test.txt
	@touch $@

demo: $(SETUP) ## Take two real councils' challenges through all five stages.
	@$(BIN)/cpc demo

up: $(SETUP) ## Run the server, the deployments and the worker until Ctrl-C.
	@$(BIN)/cpc up

check: $(TESTING) ## Check format, lint and types.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check ## Check, then run every test that is not a long one.
	$(BIN)/pytest -n $(WORKERS) -m "not whole"

# To measure what is reached nearly doubles the time, so that it is done once, over all of them.
test-whole: $(TESTING) ## Run every test, long ones too, and show that all of domain/ and casework/ is reached.
	$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term

test-deep: $(TESTING) ## Look much longer for a counter-example to a rule.
	$(BIN)/pytest -n $(WORKERS) --hypothesis-profile=deep

accessibility: $(TESTING) ## Look at every page, and write the accessibility statement anew.
	$(BIN)/pytest -n0 -q tests/dashboard/test_looks.py tests/dashboard/test_account_looks.py -k bars --statement

bench: $(SETUP) ## Measure what the README claims.
	@$(BIN)/python -m benchmarks

lock: ## Choose versions anew (needs uv).
	uv pip compile pyproject.toml --quiet --upgrade --group build -o requirements.txt $(LOCKED)
	uv pip compile pyproject.toml --quiet --upgrade --group build --group test \
	  -c requirements.txt -o requirements-test.txt $(LOCKED)

# Every file of every platform by its hash, and no address that the next machine may not reach.
LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
  --custom-compile-command "make lock"

clean: ## Remove what was made here, but never a record: var/ stays.
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage build dist
