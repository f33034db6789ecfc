# Yifa 依法. `make` alone lists what there is. Every target sets up what it needs, and
# names the exact command for what it may not install by itself.

PYTHON        ?= python3
VENV          ?= .venv
PORT          ?= 8000
FONT_PACKAGES ?= fonts-noto-cjk
ARGS          ?=
SECONDS       ?= 90

BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
NEED   := FONT_PACKAGES="$(FONT_PACKAGES)" sh scripts/need.sh
SAY    := @printf '\033[1m→ %s\033[0m\n'

export PORT VENV ARGS
unexport PYTHONHOME PYTHONPATH DJANGO_SETTINGS_MODULE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo serve test crash check bench shots lock extract assets messages

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.run assets messages  ## a simulated district in ./var, served on 127.0.0.1:$PORT (8000)
	@exec $(BIN)/yifa demo

serve: $(VENV)/.run assets messages  ## migrate, then serve this installation (settings from the environment)
	@$(BIN)/yifa migrate && exec $(BIN)/yifa serve

test: $(VENV)/.dev assets messages  ## the whole suite on SQLite, again on PostgreSQL, and in a browser
	@$(NEED) chromium postgresql gettext fonts fandol office
	@sh scripts/test.sh

crash: $(VENV)/.dev assets  ## minutes of kill -9 under load, on SQLite and PostgreSQL, and a killed primary (SECONDS=90)
	@$(NEED) postgresql
	@$(BIN)/python tests/crash/storm.py --database sqlite --seconds $(SECONDS)
	@$(BIN)/python tests/crash/storm.py --database postgresql --seconds $(SECONDS)
	@$(BIN)/python tests/crash/replica.py --seconds $(SECONDS)

check: $(VENV)/.dev assets messages  ## style, types, layers, migrations, translations, licences, known vulnerabilities
	@$(NEED) gettext
	@sh scripts/check.sh

bench: $(VENV)/.dev assets  ## side-by-side ratios of speed, on a private PostgreSQL (ARGS="…" is passed on)
	@$(NEED) postgresql
	@sh scripts/postgres.sh $(BIN)/python -m bench $(ARGS)

shots: $(VENV)/.dev assets messages  ## renew the screenshots in docs/screenshots/
	@$(NEED) chromium fonts fandol
	@YIFA_SHOTS=1 $(BIN)/pytest -m browser $(ARGS)

lock: $(VENV)/pyvenv.cfg  ## pin every dependency again (UPGRADE=1: to the newest that fits)
	@PIP="$(PIP)" UPGRADE="$(UPGRADE)" sh scripts/lock.sh

extract: $(VENV)/.run  ## gather new Chinese texts into the English catalogue
	@$(NEED) gettext
	@$(BIN)/python scripts/messages.py extract

assets: $(VENV)/.run
	@$(BIN)/python scripts/assets.py

messages: $(VENV)/.run
	@$(BIN)/python scripts/messages.py compile

# ---- the Python environment: one folder, exact versions, checked digests ----

$(VENV)/pyvenv.cfg:
	@PYTHON="$(PYTHON)" sh scripts/venv.sh "$(VENV)"

$(VENV)/.run: $(VENV)/pyvenv.cfg requirements/run.txt requirements/build.txt pyproject.toml
	$(SAY) "installing the pinned packages"
	@$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(SAY) "installing the pinned tools for tests and checks"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
