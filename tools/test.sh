#!/usr/bin/env bash
# The whole suite in two halves side by side: those of the network and the dialects mostly wait.
# What the second half prints comes when the first is done; then the coverage of both.
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
halves=(tests/lan tests/dialects)
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT

half() { # half NAME ARGUMENT…: a run of its own, with its own coverage
    local name=$1
    shift
    COVERAGE_FILE=.coverage.$name "$python" -m pytest -q --cov --cov-report= --cov-fail-under=0 "$@"
}

"$python" -m coverage erase
half waiting "${halves[@]}" >"$printed" 2>&1 &
waiting=$!
half rest "${halves[@]/#/--ignore=}"
rest=$?
wait "$waiting"
waiting=$?
cat "$printed"
"$python" -m coverage combine --quiet .coverage.waiting .coverage.rest
"$python" -m coverage report
covered=$?
exit $((rest || waiting || covered))
