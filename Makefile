# `make serve` and `make test` do all their own set-up. Prerequisites: Python 3.11+, Node 20.19+, make. What a test needs beside Python (a browser,
# a server, R, the shells that complete commands) `make test` installs from Debian with apt-get where it is missing.
PYTHON ?= python3
VENV := .venv
RUNTIME := .venv-runtime
PEERS := .venv-peers
GRLC := .venv-grlc
WEB := service/web
BUILT := service/urbansec/pages/static/built/.vite/manifest.json
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
# One more than there are processors: for a third of the time a test waits for a server, a browser or a deadline.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# Networks to measure (50k, 1m, 10m), how often each server has its turn, and for how many seconds.
BENCH_SCALE ?= 50k,1m
BENCH_ROUNDS ?= 7
BENCH_SECONDS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup web serve validate test fast check format docs lock build browser virtuoso nginx wrk recipes shells bench bench-pages bench-validation clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Two environments, both from hash-pinned lists: one to serve, and one with the tools on top. The stamps carry the lists'
# content, so that a second start installs nothing.
$(RUNTIME)/.stamp: requirements.txt pyproject.toml
	@echo "Installing the packages that urbansec needs (once) ..."
	@test -x $(RUNTIME)/bin/python || $(PYTHON) -m venv $(RUNTIME)
	@$(RUNTIME)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.stamp: requirements-dev.txt pyproject.toml
	@echo "Installing the packages for development (once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What the pages load beside HTML and CSS. npm installs what the lock file names, into the folder of the sources.
$(WEB)/node_modules/.stamp: $(WEB)/package-lock.json $(WEB)/package.json
	@command -v npm >/dev/null || { echo "Node 20.19 or later (with npm) is needed to build the modules of the pages."; exit 1; }
	@echo "Installing the packages for the pages (once) ..."
	@cd $(WEB) && npm ci --no-fund --no-audit --loglevel=error >/dev/null
	@touch $@

$(BUILT): $(WEB)/node_modules/.stamp $(WEB)/vite.config.ts $(WEB)/outlines.mjs $(shell find $(WEB)/src -type f)
	@echo "Building the modules of the pages ..."
	@cd $(WEB) && npm run --silent build -- --logLevel warn
	@touch $@

setup: $(VENV)/.stamp $(BUILT) ## Install everything for development

web: $(BUILT) ## Build the modules that the pages load

serve: $(RUNTIME)/.stamp $(BUILT) ## Serve the graph at http://127.0.0.1:8000
	@PYTHONPATH=service $(RUNTIME)/bin/python -m urbansec serve --host $(HOST) --port $(PORT)

validate: $(RUNTIME)/.stamp ## Check the data against shapes and check queries
	@PYTHONPATH=service $(RUNTIME)/bin/python -m urbansec validate

# What a test needs beside Python: Debian's package $(2) if the command $(1) is missing, for $(3). Nothing is started by it.
define debian
@command -v $(1) >/dev/null || test -x /usr/sbin/$(1) || { echo "Installing $(2), $(3) ..."; \
  if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
  $$SUDO apt-get update -qq && $$SUDO env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
  apt-get install -y -qq --no-install-recommends $(2) >/dev/null; }
endef

browser:
	$(call debian,chromium,chromium,for the browser tests)

virtuoso:
	$(call debian,isql-vt,virtuoso-opensource-7-bin,for the tests of remote engines)

wrk:
	$(call debian,wrk,wrk,the load tool of the benchmarks)

nginx:
	$(call debian,nginx,nginx-light,for the test of the example in docs/operations.md)

recipes:
	$(call debian,Rscript,r-base-core,for the tests of the recipes in R)
	$(call debian,dot,graphviz,for the tests of drawings of networks)

shells:
	$(call debian,zsh,zsh,for the test of the completion)
	$(call debian,fish,fish,for the test of the completion)

# grlc needs other versions of packages than this project, so it has an environment of its own.
$(GRLC)/.stamp: tests/grlc/requirements.txt
	@echo "Installing grlc, for the test that it reads the saved queries (once) ..."
	@test -x $(GRLC)/bin/python || $(PYTHON) -m venv $(GRLC)
	@$(GRLC)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/grlc/requirements.txt
	@touch $@

bench: $(VENV)/.stamp wrk virtuoso ## Measure the service beside other servers (25 minutes)
	@$(BIN)/python -m tests.bench.measure --scales $(BENCH_SCALE) --rounds $(BENCH_ROUNDS) --seconds $(BENCH_SECONDS)

bench-validation: $(VENV)/.stamp ## Measure validation beside other SHACL validators (15 minutes)
	@test -x $(PEERS)/bin/python || { echo "Installing the other validators ..."; $(PYTHON) -m venv $(PEERS); }
	@$(PEERS)/bin/pip install --quiet --require-hashes -r tests/bench/shacl-validators.txt
	@$(BIN)/python -m tests.bench.validation --peers $(PEERS)/bin/python

bench-pages: $(VENV)/.stamp $(BUILT) browser ## Measure every kind of page in a slow browser (15 minutes)
	@$(BIN)/python -m tests.bench.pages --rounds 3

test: $(VENV)/.stamp $(RUNTIME)/.stamp $(GRLC)/.stamp $(BUILT) browser virtuoso nginx wrk recipes shells ## Run every check and every test
	@$(MAKE) --no-print-directory check
	@# What is compiled is kept, whatever a container says: some hundred processes are started.
	@PYTHONDONTWRITEBYTECODE= URBANSEC_RUNTIME_VENV=$(CURDIR)/$(RUNTIME) URBANSEC_GRLC_VENV=$(CURDIR)/$(GRLC) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

fast: $(VENV)/.stamp $(BUILT) ## Run the tests that take a moment: no processes, no thousands of cases
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n logical --dist loadfile -m "not browser and not packaging and not process and not slow"

check: $(VENV)/.stamp $(WEB)/node_modules/.stamp ## Lint, types, import directions, validation of the data, check of the queries
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy tests
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/validate-pyproject pyproject.toml
	@cd $(WEB) && npm run --silent check
	@$(BIN)/python -m urbansec validate
	@$(BIN)/python -m urbansec fmt --check
	@$(BIN)/python -m urbansec query check

format: $(VENV)/.stamp ## Format the Python code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.stamp ## Write the generated parts of the documentation anew
	@$(BIN)/python -m tests.docs.generate
	@$(BIN)/python -m tests.data.generate
	@$(BIN)/python -m tests.validation.reports.samples

lock: ## Pin the newest packages that pyproject.toml allows (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

build: $(VENV)/.stamp $(BUILT) ## Build the source distribution, and from it the wheel
	@$(BIN)/python -m build --no-isolation

clean: ## Remove what was installed and built
	rm -rf $(VENV) $(RUNTIME) $(PEERS) $(GRLC) $(WEB)/node_modules service/urbansec/pages/static/built dist .mypy_cache .ruff_cache .pytest_cache
