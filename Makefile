# `make run` and `make test` do everything on a machine with Python 3.11 or later; DEVELOPERS.md explains the rest.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
MAIL_LISTEN ?= smtp://$(HOST):2525
VAR_DIR ?= $(CURDIR)/var
SITE_URL ?= http://$(HOST):$(PORT)
# Two workers suit two cores. More need more memory than time they save.
TEST_PROCESSES ?= 2

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
STATIC_FILES := $(shell find templates/static site forum search guides knowledge_base -path '*/static/*' -type f)

.PHONY: help run prepare test test-postgresql test-packages lint format bench lock messages clean

help:
	@echo "make run               prepare everything, then start web server, worker and mail listener"
	@echo "make test              prepare everything, then the whole test suite on SQLite"
	@echo "make test-postgresql   the tests that use a database, on a PostgreSQL of their own"
	@echo "make lint              every check that is no test"
	@echo "make format            bring Python into the one layout"
	@echo "make bench             measure speed, memory and weight; ARGS=--quick for a short run"
	@echo "make lock              write the locks in requirements/ anew"
	@echo "make clean             remove what these commands made, but not var/"

# Run ----------------------------------------------------------------------------------------------------------

# Tests choose their own settings, so these are told to the commands of this part alone.
run prepare $(VAR_DIR)/static/staticfiles.json: export DJANGO_SETTINGS_MODULE ?= config.settings.development
run prepare $(VAR_DIR)/static/staticfiles.json: export SITE_URL := $(SITE_URL)
run prepare $(VAR_DIR)/static/staticfiles.json: export VAR_DIR := $(VAR_DIR)
run prepare $(VAR_DIR)/static/staticfiles.json: export HOST := $(HOST)
run: export MAIL_LISTEN := $(MAIL_LISTEN)

run: prepare
	@$(MANAGE) sign_in_links
	@echo
	@echo "Baraza is at $(SITE_URL) and takes mail at $(MAIL_LISTEN) (Ctrl-C stops it)"
	@exec $(MANAGE) serve --host $(HOST) --port $(PORT)

prepare: .venv/.running $(VAR_DIR)/static/staticfiles.json
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createcachetable
	@$(MANAGE) build_demo
	@$(MANAGE) build_demo_guides
	@$(MANAGE) rebuild_search_index --if-missing

$(VAR_DIR)/static/staticfiles.json: requirements/base.txt site/config/storage.py $(STATIC_FILES) | .venv/.running
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "On Debian, apt-get install python3-venv first."; exit 1; }

.venv/.running: requirements/base.txt | .venv/bin/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

# Test ---------------------------------------------------------------------------------------------------------

# Tests that share what takes long to make are in one group, and run in one process.
PYTEST := $(BIN)/python -m pytest --numprocesses $(TEST_PROCESSES) --dist loadgroup

test: .venv/.testing test-packages
	@$(PYTEST) $(ARGS)

test-postgresql: .venv/.testing test-packages
	@BARAZA_TEST_DATABASE=postgresql $(PYTEST) --only-database $(ARGS)

test-packages:
	@.ci/packages

.venv/.testing: requirements/dev.txt | .venv/bin/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

lint messages: export DJANGO_SETTINGS_MODULE := config.settings.testing
lint: .venv/.testing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates site forum
	@PYTHONPATH=.:site $(BIN)/lint-imports
	@$(MANAGE) makemigrations --check --dry-run
	@.ci/check-deploy

format: .venv/.testing
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.testing
	@$(BIN)/python -m bench.run $(ARGS)

# Keep -------------------------------------------------------------------------------------------------------

COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header

lock: .venv/.testing
	@$(COMPILE) --extra postgresql --extra redis --extra s3 -o requirements/base.txt pyproject.toml
	@$(COMPILE) --all-extras -c requirements/base.txt -o requirements/search.txt pyproject.toml
	@$(COMPILE) --all-extras --group dev -c requirements/search.txt -o requirements/dev.txt pyproject.toml

messages: .venv/.testing
	@$(MANAGE) makemessages --all --no-obsolete --ignore .venv --ignore var --ignore tests

clean:
	@rm -rf tests/html/node_modules .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
