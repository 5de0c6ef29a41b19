# Everything runs in .venv, made of what constraints.txt pins, and made anew when that or pyproject.toml changes.

# A distribution's Python is compiled by profiles, one compiled at home mostly is not: a clean build takes it a tenth longer.
PYTHON ?= $(firstword $(foreach each,/usr/bin/python3 python3,$(shell $(each) -c '$(FIT)' 2>/dev/null && echo $(each))) python3)
FIT := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
BIN := .venv/bin
INSTALL = $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: build test lint bench check-page serve clean
.NOTPARALLEL:

build: .venv/installed  ## publish this repository's own site into site/
	$(BIN)/tearsheet build

test: .venv/installed-dev  ## run the tests; PYTEST="-k rain" picks some
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST)

lint: .venv/installed-dev  ## check style, types and the laws of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed-dev  ## measure, and put the tables into benchmarks/RESULTS.md; BENCH=generators picks commands
	$(BIN)/python benchmarks/results.py $(BENCH)

check-page: .venv/installed-dev .venv/page/installed  ## hold the printed pages against axe, the Nu checker and Lighthouse; PAGE="--only axe" picks
	$(BIN)/python benchmarks/check_page.py $(PAGE)

serve: .venv/installed  ## show this repository's own site while it is edited
	$(BIN)/tearsheet serve --watch

clean:  ## remove what was made; .venv stays
	find site -mindepth 1 ! -name .gitignore -delete
	rm -rf .tearsheet build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing; on Debian: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv

# What builds it is installed first and used in place: everything fetched is pinned, and fetched once.
.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) hatchling editables
	$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) hatchling editables
	$(INSTALL) --no-build-isolation --editable '.[dev]'
	@touch .venv/installed $@

# What is not Python; without npm the checks that need it say so and are left out.
.venv/page/installed: benchmarks/page/package.json | .venv/bin/python
	mkdir -p $(@D) && cp $< $(@D)
	! command -v npm >/dev/null || npm install --prefix $(@D) --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel error
	@touch $@
