# make demo         run the app on an embedded service: no account, no configuration
# make test         run all tests
# make check        check style, types and imports
# make bench        run the benchmarks
# make storm        send the demo 20 storms of 3,000 random keys, clicks, pastes and resizes
# make screenshots  regenerate the screenshots of the README
# make docs         regenerate what the pages take from the code: keys, imports, library, contents
# make clean        remove .venv

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check bench storm screenshots docs clean
.DELETE_ON_ERROR:

demo: .venv/ready-app
	@$(BIN)/ie-tui --demo

test: .venv/ready-test .venv/ready-aws
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile $(ARGS)

check: .venv/ready-test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/ready-test
	@$(BIN)/python -m tests.benchmarks

storm: .venv/ready-test
	@$(BIN)/python -m tests.storm $(ARGS)

screenshots: .venv/ready-test
	@$(BIN)/python -m tests.screenshots

docs: .venv/ready-test
	@$(BIN)/python -m tests.docs.generated

clean:
	@rm -rf .venv

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "ie-tui needs Python 3.11 or later with the venv and ensurepip modules, but none was found." >&2; \
		echo "Install it (Debian, Ubuntu: apt install python3 python3-venv) or give its path: make demo PYTHON=/path/to/python3" >&2; \
		exit 1; fi
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "ie-tui needs Python 3.11 or later; $(PYTHON) is older or does not run." >&2; exit 1; }
	@echo "Creating .venv with $(PYTHON) ..."
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; exit 1; }

.venv/ready-app: $(BIN)/python pyproject.toml
	@echo "Installing ie-tui into .venv ..."
	@$(PIP) install --editable .
	@touch $@

# The wheels are kept so that the test of the built package needs no network.
.venv/ready-test: $(BIN)/python pyproject.toml
	@echo "Installing ie-tui and its test tools into .venv ..."
	@$(PIP) install --editable '.[test]'
	@$(PIP) download --no-build-isolation --dest .venv/wheels .
	@touch $@ .venv/ready-app

# In a separate environment, since the AWS CLI pins botocore. If this fails, only the tests that need it fail.
.venv/ready-aws: $(BIN)/python pyproject.toml
	@echo "Installing the AWS CLI into .venv/aws ..."
	@$(BIN)/python -m venv .venv/aws
	@.venv/aws/bin/python -m pip --disable-pip-version-check --quiet install \
		"$$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["aws-cli"])')" \
		&& touch $@ || echo "The AWS CLI could not be installed; the tests that need it will fail." >&2
