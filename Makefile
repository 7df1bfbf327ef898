# The one front door. `make demo` shows Stonechat at work; `make test` is what CI runs.
# Everything is installed into .venv from PyPI; nothing is fetched when Stonechat runs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test check fix docs static pictures bench nightly chromium clean

demo: $(READY)
	$(BIN)/stonechat demo

test: check chromium
	$(BIN)/pytest -n 2 --dist worksteal -m "not nightly"

# Changes nothing: style, types, the walls between rooms.
check: $(READY)
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

fix: $(READY)
	$(BIN)/ruff check --fix src tests benchmarks
	$(BIN)/ruff format src tests benchmarks

# Pages generated from code: the data dictionary, the definitions manual, the spec, the census checks.
docs: $(READY)
	$(BIN)/python -m stonechat.model.dictionary > docs/reference/data-dictionary.md
	$(BIN)/python -m stonechat.sources.cin_census.checks_page > docs/reference/cin-census-checks.md
	$(BIN)/python -m stonechat.sources.ssda903.checks_page > docs/reference/ssda903-checks.md
	$(BIN)/python -m stonechat.indicators.manual docs/reference/definitions
	$(BIN)/python -m stonechat.indicators.deviations docs/deviations.md
	$(BIN)/python tests/spec/render.py > docs/reference/spec.md
	$(BIN)/python -m tests.docs.pages
	$(BIN)/python -m tests.docs.gallery

# Style sheet and scripts of the pages, which are kept in the repository: only whoever changes src/stonechat/web/styles
# needs npm.
STYLES := src/stonechat/web/styles
STATIC := src/stonechat/web/static
static:
	mkdir -p build/npm && cp $(STYLES)/package.json build/npm/
	cd build/npm && npm install --no-package-lock --no-audit --no-fund --silent
	build/npm/node_modules/.bin/sass --no-source-map --no-charset --style=expanded --load-path=build/npm/node_modules \
	  $(STYLES)/stonechat.scss $(STATIC)/stonechat.css
	sed 's|//# sourceMappingURL=.*||' build/npm/node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js \
	  > $(STATIC)/govuk-frontend.js
	cp build/npm/node_modules/htmx.org/dist/htmx.min.js $(STATIC)/htmx.js

# The pictures that the docs show, of the whole demo: run `make demo` once before.
pictures: $(READY) chromium
	STONECHAT_KEEP_PICTURES=1 STONECHAT_DEMO=demo-council $(BIN)/pytest tests/browser/test_tutorials.py

bench: $(READY)
	$(BIN)/python benchmarks/run.py

nightly: $(READY) chromium
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest -n 2 --dist worksteal

# The browser that the tests drive. Whoever is not root is told what to ask for, and those tests say that they are left out.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || [ -n "$$STONECHAT_CHROMIUM" ] || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { \
	    echo "Installing chromium, which this machine lacks"; apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; }; } || \
	  echo "There is no Chromium here, so the browser tests are left out. Ask whoever may: apt-get install chromium"

clean:
	rm -rf $(VENV) build demo-council .mypy_cache .ruff_cache .pytest_cache

# A bare Debian has python3 without venv: then it is installed first (as root).
$(READY): pyproject.toml constraints.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) || { \
	  echo "Installing python3-venv, which this machine lacks"; \
	  apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@
