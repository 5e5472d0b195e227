# contestbook: `make demo` shows the main job, `make test` proves it. Both make .venv first.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
LIVE ?= 0
ifeq ($(LIVE),1)
SELECT :=
else
SELECT := -m "not live"
endif

.PHONY: demo test lint docs manual dist bench torture clean

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

$(VENV)/.spark: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[spark]"
	@touch $@

demo: $(VENV)/.ready
	$(BIN)/contestbook demo demo

test: $(VENV)/.ready $(if $(filter 1,$(LIVE)),$(VENV)/.spark)
	$(BIN)/pytest $(SELECT)
ifneq ($(LIVE),1)
	@echo "Not run here: the tests marked live (they need LibreOffice or Java). Run them with: make test LIVE=1"
endif

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.ready
	$(BIN)/python tools/reference.py

manual: $(VENV)/.ready
	$(BIN)/python -m tools.manual.make

# WINDOWS_PYTHON: the embeddable Python that python.org gives out; without it all but Python itself is made and checked
dist: $(VENV)/.ready
	$(BIN)/python -m tools.windows.folder $(if $(WINDOWS_PYTHON),--python "$(WINDOWS_PYTHON)")

bench: $(VENV)/.ready
	$(BIN)/python tests/bench/bench.py

torture: $(VENV)/.ready
	$(BIN)/python tests/torture/torture.py

clean:
	rm -rf $(VENV) build dist *.egg-info demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
