# make help lists the targets. scripts/bootstrap.sh brings what they need; a second run costs nothing.

PYTHON := .venv/bin/python
LOCK := requirements/lock.txt
# Tests and tools open no window of their own.
OFFSCREEN := QT_QPA_PLATFORM=offscreen
# Extra words for pytest: make test ARGS="tests/unit -k tally"
ARGS ?=
# One figure only: make bench ONLY=name
ONLY ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-postgresql check fix bench faults shots tour lock clean ready ready-test

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10

run: ready ## Open the window on a sample hub; without a display, do what tour does
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(PYTHON) main.py --demo; \
	else \
		echo "No display here (DISPLAY and WAYLAND_DISPLAY are empty): playing the tour instead."; \
		$(OFFSCREEN) $(PYTHON) -m tests.tour && echo "The pictures and papers are in $(CURDIR)/build/tour"; \
	fi

test: ready-test ## Run all tests (ARGS="..." goes to pytest)
	@scripts/test.sh $(ARGS)

test-postgresql: ready-test ## Run the tests of the hub's rules and commands on PostgreSQL instead of SQLite
	@HUB_DATABASE=postgresql scripts/test.sh tests/unit/models/commands/server $(ARGS)

check: ready-test ## Lint, form, types, import contracts, and what may be committed
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) scripts/check_tree.py

fix: ready-test ## Let ruff repair and format what it can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench: ready-test ## Measure the figures of docs/performance.md (ONLY=name runs one)
	$(OFFSCREEN) $(PYTHON) -m tests.bench $(if $(ONLY),--only '$(ONLY)')

faults: ready-test ## Run the fault tests only: killed processes, full disks, damaged files
	@scripts/test.sh -m fault $(ARGS)

shots: ready-test ## Draw every screen into build/shots
	$(OFFSCREEN) $(PYTHON) -m tests.shots

tour: ready ## Play the whole story through the real window, offscreen, into build/tour
	$(OFFSCREEN) $(PYTHON) -m tests.tour

lock: ready-test ## Resolve the dependencies anew into requirements/lock.txt
	@[ -x .venv/bin/uv ] || $(PYTHON) -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --extra dev pyproject.toml \
		--output-file $(LOCK)

clean: ## Remove what was built; .venv stays
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

ready:
	@scripts/bootstrap.sh run

ready-test:
	@scripts/bootstrap.sh test
