# Main targets: `make run` serves a demo site, `make test` runs linters and tests.

PORT ?= 8000
HOST ?= 127.0.0.1
FRONT_END ?= examples/astro
FRONT_END_PORT ?= 4321
# The first process compiles what it imports, for all others.
export PYTHONDONTWRITEBYTECODE =
VENV := .venv
BIN := $(VENV)/bin
# The system's Python, else the newest supported one; with the venv module. Debian compiles
# its own with profiles: one that pyenv compiled took a quarter more time for the tests.
PYTHON ?= $(shell for name in /usr/bin/python3 python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$name && break; done)
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/uv pip compile --quiet \
	--universal --python-version 3.11 --system-certs --annotation-style line \
	--no-emit-index-url --no-emit-find-links
PIP := $(BIN)/python -m pip --disable-pip-version-check
# uv installs and compiles in a quarter of pip's time, with the system's certificates as
# a proxy may have its own. It does not read pip's settings: pip alone installs where they
# name an index, and instead of uv where that fails.
OTHER_INDEX := '[.]\(index-url\|no-index\)='
UV := grep --only-matching '^uv==[0-9.]*' requirements-dev.txt
install = { ! $(PIP) config list | grep $(OTHER_INDEX) >/dev/null && \
	$(PIP) install --quiet --only-binary :all: "$$($(UV))" && \
	$(BIN)/uv pip install --quiet --system-certs --compile-bytecode \
	--python $(BIN)/python -r $(1); } || \
	$(PIP) install --quiet -r $(1)
# Environment for `check --deploy`: production settings with example values.
AS_IN_PRODUCTION := DJANGO_SETTINGS_MODULE=cms.settings.production \
	SECRET_KEY=an-example-that-is-long-enough-to-pass-0123456789-abcdefghijklmnop \
	ALLOWED_HOSTS=www.example.org PUBLIC_URL=https://www.example.org \
	DATABASE_URL=sqlite://:memory:

CLIENT := clients/typescript
# Quiet but for errors, and without npm's minutes of waiting for a registry out of reach.
NPM_INSTALL := npm install --loglevel=error --fetch-retry-mintimeout=1000 \
	--fetch-retry-maxtimeout=5000 --no-audit --no-fund --no-package-lock
# npm writes it last: it is missing after an installation that was cut short.
INSTALLED := node_modules/.package-lock.json
# Folders of packages from npm, for the tests in a browser and of the recipes for sites.
WITH_NPM := examples/astro examples/nextjs tests/browser

# Percentages of lines that have to run in the tests; raise them when the values have risen.
FLOOR := 97
TEMPLATE_FLOOR := 97
ALL_TESTS := -m "not browser and not production" --template-coverage $(TEMPLATE_FLOOR)

.DEFAULT_GOAL := help
.PHONY: help run dev client front-end test coverage slow browser npm production lint types style format requirements clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.runs ## Prepare the demo site and serve it as in production; PORT=8000
	@export DEBUG=false PUBLIC_URL=http://localhost:$(PORT); \
		exec $(BIN)/python -m home.quick_start --host $(HOST) --port $(PORT)

dev: $(VENV)/.runs ## Serve the demo site under Django's server, with auto-reload
	@export PUBLIC_URL=http://localhost:$(PORT); \
		exec $(BIN)/python manage.py serve_demo --reload --host $(HOST) --port $(PORT)

client: $(CLIENT)/$(INSTALLED) ## Make the TypeScript client's types from tests/openapi/v3.json, and build it; needs npm
	cd $(CLIENT) && npm run --silent generate && npm run --silent build

front-end: $(VENV)/.runs ## Serve a front end on the demo of make run; needs Node.js; FRONT_END=examples/astro
	@exec $(BIN)/python manage.py serve_front_end --folder $(FRONT_END) --port $(FRONT_END_PORT)

test: lint ## Lint, then quick tests, one case each; ALL=1 for slow ones and all cases; DATABASE_URL=postgres://…
	$(BIN)/pytest --numprocesses 2 $(if $(ALL),$(ALL_TESTS),--first-cases)

# slipcover's own --fail-under loses what the processes of xdist ran.
coverage: lint ## The same as test with ALL=1, then the lines of Python that no test runs
	$(BIN)/python -m slipcover --json --out .coverage.json -m pytest --numprocesses 2 \
		-W "ignore:Module already imported:pytest.PytestAssertRewriteWarning" \
		$(ALL_TESTS)
	$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json \
		--fail-under $(FLOOR)

slow: $(VENV)/.tests ## Tests that walk the whole site, start processes or take seconds
	$(BIN)/pytest --numprocesses 2 -m slow

# Three, as tests in a browser wait for more than half of their time.
browser: $(VENV)/.tests npm ## Tests in Chromium; needs chromium-headless-shell, java and npm
	$(BIN)/pytest --numprocesses 3 -m browser tests/browser

npm: $(WITH_NPM:%=%/$(INSTALLED)) $(CLIENT)/dist

production: $(VENV)/.tests ## Test the stack of docs/operators.md with faults; as root, needs nginx, varnish, varnish-modules, postgresql, redis-server
	$(BIN)/pytest -p no:randomly -m production tests/production

# Side by side: mypy takes as long as the others together.
lint: $(VENV)/.tests ## Run all linters and Django's checks
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style

types:
	$(BIN)/mypy

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --check
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/.tests ## Format Python and templates
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --quiet --reformat

requirements: $(VENV)/.tests ## Upgrade the pins of requirements.txt and requirements-dev.txt
	$(COMPILE) --upgrade requirements.in --output-file requirements.txt
	$(COMPILE) --upgrade requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove generated files; the database and the uploads in var/ stay
	rm -rf $(VENV) $(CLIENT)/dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .coverage* var/static var/static.stamp
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Gait needs Python 3.11 or newer with its venv module" \
		"(Debian: apt-get install python3-venv). Where it has another name: make run PYTHON=…"; \
		exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.txt | $(BIN)/python
	@$(call install,requirements.txt)
	@touch $@

# They contain those of requirements.txt.
$(VENV)/.tests: requirements-dev.txt requirements.txt | $(BIN)/python
	@$(call install,requirements-dev.txt)
	@touch $(VENV)/.runs $@

$(CLIENT)/dist: $(CLIENT)/$(INSTALLED) $(CLIENT)/tsconfig.json $(wildcard $(CLIENT)/src/*.ts)
	cd $(CLIENT) && npm run --silent build
	@touch $@

# npm copies the client into the packages of an example.
examples/%/$(INSTALLED): examples/%/package.json $(CLIENT)/dist
	rm -rf $(@D)/@gait
	cd examples/$* && $(NPM_INSTALL)
	@touch $@

# Without a package to install, npm makes no folder.
%/$(INSTALLED): %/package.json
	cd $* && $(NPM_INSTALL)
	@mkdir -p $(@D) && touch $@
