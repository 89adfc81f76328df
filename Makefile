# Two commands do everything: `make run` and `make test`. The rest is for those who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEBCHAT := build/webchat/webchat.js

.PHONY: run test check format package clean
.DEFAULT_GOAL := run

run: $(VENV)/.run-installed  ## the sandbox with the bot in it, on http://localhost:3978
	@exec $(BIN)/python -m sandbox

test: $(VENV)/.dev-installed $(WEBCHAT)  ## all tests; browser tests where there is a Chromium
	@$(BIN)/pytest -n 2 --dist worksteal

check: $(VENV)/.dev-installed $(WEBCHAT)  ## what has to be clean before a commit
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/pytest -n 2 --dist worksteal

format: $(VENV)/.dev-installed  ## writes the format that check asks for
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

package: $(VENV)/.run-installed  ## the Teams app package: build/invitedesk.zip
	@$(BIN)/python -m manifest

clean:  ## removes everything that was set up or built
	@rm -rf $(VENV) build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "InviteDesk needs Python 3.11 or newer; PYTHON=... names another one."; exit 1; }
	@echo "Setting up: a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "On Debian and Ubuntu the package python3-venv is needed."; exit 1; }

$(VENV)/.run-installed: requirements.txt | $(VENV)/bin/python
	@echo "Setting up: the bot's packages (about half a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev-installed: requirements-dev.txt $(VENV)/.run-installed
	@echo "Setting up: what tests and checks need (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(WEBCHAT): sandbox/webchat.py | $(VENV)/.run-installed
	@$(BIN)/python -m sandbox.webchat
	@touch $@
