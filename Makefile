# make demo   sees the whole tester at work, against the reference server it brings along
# make test   runs every self-test
# make check  formatting, lint, types, directions of imports, and each MUST seen broken once
# make format puts the code in order
# make small-scope  holds the oracle against every job of up to three operations, and writes docs/small-scope.md;
#             JOBS=1000 runs only so many of those of three against each lawful variant (some ten minutes)
# make allure-site  turns the Allure results in $(REPORT) into a site beside them (needs npx, part of Node)
# make matrix       plays every fault and every variant; make test and make check play a sample (half an hour)
# make expected-matrix  plays them and rewrites tests/matrix/expected.json, to be reviewed (half an hour);
#             NAMES="no-echo patch-204" plays only these
# make kill-matrix  plays every fault and every variant, and writes docs/kill-matrix.md (half an hour)
# make exploration  lets generated jobs alone find faults, and writes docs/exploration.md (some twenty minutes)
# make lowest tests with the lowest versions of all dependencies that pyproject.toml allows
# make sweep-check  kills twenty runs, sweeps after them, and writes docs/sweep.md (some three minutes)
# make page-speed   times the HTML report of a large run in Chromium
# make interop      judges servers that others wrote; needs Node for one (some five minutes)
# make hostile  meets every hostile server, prints what became of it, and writes docs/hostile.md (some minutes)
# make compare      sets generated jobs beside schemathesis, and writes docs/comparison.md (some five minutes);
#             EVERY=1 tries all faults of processing, not one in four of them
PYTHON ?= python3
VENV ?= .venv
REPORT ?= scim-report
BIN = $(VENV)/bin
# Traces of whole runs against each fault and variant; empty plays all of them anew.
MATRIX_CACHE ?= ~/.cache/scim-conformance/matrix
LOWEST = $(VENV)-lowest

.PHONY: demo test check format allure-site matrix expected-matrix kill-matrix small-scope exploration sweep-check lowest page-speed interop hostile compare

demo: $(VENV)/.installed-reference
	$(BIN)/scim-conformance run --demo --report $(REPORT)

# Three processes on two cores: some tests wait for servers. What `check` plays of the matrix stands there as well.
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

# The stamp makes an installation again when the project file changes, and only then.
$(VENV)/.installed-%: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "scim-conformance needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

# The fuzzer has an environment of its own: its dependencies are no concern of the tester's.
$(VENV)/schemathesis/.installed: tests/comparison/requirements.txt $(VENV)/.installed-dev
	$(BIN)/python -m venv $(VENV)/schemathesis
	$(VENV)/schemathesis/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
