# Each target does its own set-up: tools/setup.sh fills .venv from the hashed requirements.
PORT = 7275
SECONDS = 60
EXAMPLES = 20
PYTHON_IN_VENV = .venv/bin/python
COMPILE = uv --no-config pip compile --universal --generate-hashes --upgrade --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

.PHONY: run serve test check explore fuzz messages package screenshots bench lock clean

run: # the chat: a window, or with no display the server alone
	@tools/run.sh $(PORT)

serve: # the server alone
	@tools/setup.sh server
	@$(PYTHON_IN_VENV) -m chat_server --port $(PORT)

test: # the whole suite: sockets, windows on a virtual display, packaged executables
	@tools/setup.sh test
	@tools/test.sh

check: # what needs no display and under a minute
	@tools/setup.sh dev
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m mypy
	$(PYTHON_IN_VENV) -m pytest -q tests/test_borders.py

explore: # what is tried with any examples, with EXAMPLES times as many as in the suite, at random
	@tools/setup.sh dev
	PARLOR_EXAMPLES=$(EXAMPLES) $(PYTHON_IN_VENV) -m pytest -q -m hypothesis --timeout 0 \
		tests/client tests/model tests/protocol tests/server

fuzz: # hostile bytes for what reads them, SECONDS in all; on Linux
	@tools/setup.sh dev
	$(PYTHON_IN_VENV) -m fuzz $(SECONDS)

messages: # the catalogs of translations, as the source has it; lists what is to be translated
	@tools/setup.sh dev
	$(PYTHON_IN_VENV) -m tools.messages

package: # dist/parlor/ with both executables
	@tools/setup.sh dev
	$(PYTHON_IN_VENV) -m PyInstaller --noconfirm --log-level WARN build.spec

screenshots: # every state of the window as a picture in build/screenshots
	@tools/setup.sh test
	$(PYTHON_IN_VENV) -m tools.screenshots build/screenshots

bench: # how fast it is, beside others
	@tools/setup.sh bench
	$(PYTHON_IN_VENV) -m benchmarks

lock: # requirements/ anew from pyproject.toml
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --group test --group package --group bench --group fuzz -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf .venv build dist .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache
