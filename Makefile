# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: run test soak check fmt lock picture clean

run: $(VENV)/.run            ## set up, index corpus/, serve the page at http://127.0.0.1:7860
	$(BIN)/python app.py

test: check                  ## set up, run every check
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile

soak: $(VENV)/.dev           ## hours of killing, hammering, broken files, load and repeated browser tests; not part of `make test`
	$(BIN)/python -m tests.soak_kills
	$(BIN)/python -m tests.soak_hammer --seconds 60 --processes 4
	$(BIN)/python -m tests.soak_readers --seconds 600
	$(BIN)/python -m tests.soak_load --seconds 300 --users 20 --articles 500
	for time in $$(seq 20); do $(BIN)/python -m pytest tests/web/test_page.py || exit 1; done

check: $(VENV)/.dev          ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fmt: $(VENV)/.dev            ## put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# torch chooses its own GPU packages, so they are not pinned; and it is pinned bare, so that any build of it will do.
lock: $(VENV)/.dev           ## pin every package anew
	@for extra in "" dev; do \
	  file=requirements$${extra:+-$$extra}.lock; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --upgrade \
	    --no-emit-index-url --no-emit-find-links --extra fast $${extra:+--extra $$extra} pyproject.toml \
	  | sed -E '/^(cuda|nvidia)-|^triton==/d; s/^(torch==[0-9.]+).*/\1/' | uniq > $$file.new && mv $$file.new $$file; \
	done

picture: $(VENV)/.dev        ## make the README's pictures from the running app
	$(BIN)/python docs/picture.py

clean:                       ## remove what the other commands made, the index too; conversations and put-away files stay
	[ ! -d .assistant ] || find .assistant -mindepth 1 -maxdepth 1 ! -name conversations ! -name removed -exec rm -rf {} +
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.venv
	@echo "Installing the packages in requirements.lock into $(VENV) (once; some minutes) ..."
	$(PIP) -r requirements.lock
	$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.venv
	@echo "Installing the packages in requirements-dev.lock into $(VENV) (once; some minutes) ..."
	$(PIP) -r requirements-dev.lock
	$(PIP) --no-deps --editable .
	@touch $@ $(VENV)/.run
