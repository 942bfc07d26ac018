# For users
#   make demo             set up .venv, test the bundled reference server, write $(REPORT)
#   make allure-site      make a site of the Allure results in $(REPORT) (needs npx, which comes with Node)
#
# For developers
#   make test             run the self-tests
#   make check            check format, lint, types and imports; test that each MUST has a fault that violates it
#   make format           format the code
#   make lowest           run a demo and some tests with the lowest versions of all dependencies
#   make matrix           test every fault and every variant (30 minutes); make test and make check test a sample
#   make expected-matrix  do the same and rewrite tests/matrix/expected.json for review (30 minutes);
#                         NAMES="no-echo patch-204" limits it to these
#   make interop          test servers of other projects (5 minutes, needs Node)
#   make page-speed       measure the time of a large HTML report in Chromium
#
# For the pages in docs/
#   make small-scope      compare the oracle with every bulk request of up to three operations (10 minutes);
#                         JOBS=1000 limits those of three operations for each variant
#   make kill-matrix      list the requirements that fail for each fault, from tests/matrix/expected.json
#   make problems         count the problems that a report shows for each fault (20 minutes)
#   make exploration      count the faults that generated bulk requests find alone (20 minutes)
#   make sweep-check      kill twenty runs and sweep after them (3 minutes)
#   make hostile          test every hostile server (some minutes)
#   make compare          compare generated bulk requests with schemathesis (5 minutes);
#                         EVERY=1 takes all faults of processing, not one in four
PYTHON ?= python3
VENV ?= .venv
REPORT ?= scim-report
BIN = $(VENV)/bin
# Tests start many processes. Without bytecode, each would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE
# Cached traces of whole runs against each fault and variant; an empty value records all of them again.
MATRIX_CACHE ?= ~/.cache/scim-conformance/matrix
LOWEST = $(VENV)-lowest

.PHONY: demo test check format allure-site matrix expected-matrix kill-matrix problems small-scope exploration sweep-check lowest page-speed interop hostile compare

demo: $(VENV)/.installed-reference
	$(BIN)/scim-conformance run --demo --report $(REPORT)

# Three processes on two cores, because some tests wait for servers. make check runs the ignored file.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 3 --ignore tests/matrix/test_each_requirement.py

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/python -m pytest -q -n 2 tests/test_architecture.py tests/matrix/test_each_requirement.py

allure-site:
	npx --yes allure@3.18.0 generate $(REPORT)/allure-results --output $(REPORT)/allure-site

matrix: $(VENV)/.installed-dev
	SCIM_MATRIX=all SCIM_MATRIX_CACHE=$(MATRIX_CACHE) $(BIN)/python -m pytest -n 2 tests/matrix

expected-matrix: $(VENV)/.installed-dev
	SCIM_MATRIX_CACHE=$(MATRIX_CACHE) $(BIN)/python -m tests.matrix.expected $(NAMES)

kill-matrix: $(VENV)/.installed-dev
	$(BIN)/python -m tests.matrix.page docs/kill-matrix.md

problems: $(VENV)/.installed-dev
	SCIM_MATRIX_CACHE=$(MATRIX_CACHE) $(BIN)/python -m tests.matrix.problems docs/problems.md

small-scope: $(VENV)/.installed-dev
	$(BIN)/python -m tests.oracle.exhaustive docs/small-scope.md $(JOBS)

exploration: $(VENV)/.installed-dev
	$(BIN)/python -m tests.exploration.page docs/exploration.md

lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/scim-conformance run --demo --quiet --report $(LOWEST)/report
	$(LOWEST)/bin/python -m pytest -q -n 2 tests/report tests/scim tests/client tests/contract

$(LOWEST)/.installed: pyproject.toml
	$(PYTHON) -m venv $(LOWEST)
	$(PYTHON) tests/lowest.py > $(LOWEST)/constraints.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint $(LOWEST)/constraints.txt --editable '.[dev]'
	@touch $@

sweep-check: $(VENV)/.installed-dev
	$(BIN)/python -m tests.killed.page docs/sweep.md

page-speed: $(VENV)/.installed-dev
	$(BIN)/python -m tests.browser.speed

interop: $(VENV)/.installed-dev
	$(BIN)/python -m tests.interop.run

hostile: $(VENV)/.installed-dev
	$(BIN)/python -m tests.hostile.page docs/hostile.md

compare: $(VENV)/.installed-dev $(VENV)/schemathesis/.installed
	$(BIN)/python -m tests.comparison.page docs/comparison.md $(VENV)/schemathesis/bin/st $(EVERY)

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The stamp repeats an installation only if the project file has changed.
$(VENV)/.installed-%: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "scim-conformance needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another interpreter: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

# The fuzzer gets its own environment, because its dependencies may conflict with ours.
$(VENV)/schemathesis/.installed: tests/comparison/requirements.txt $(VENV)/.installed-dev
	$(BIN)/python -m venv $(VENV)/schemathesis
	$(VENV)/schemathesis/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
