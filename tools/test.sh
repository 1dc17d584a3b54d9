#!/usr/bin/env bash
# The whole suite in three parts side by side, since much of it waits: for networks and peers, for
# programs, and the rest. What the other two print comes when all are done; then the coverage of all.
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
networks=(tests/lan tests/dialects tests/attacks)
programs=(tests/end_to_end tests/benchmarks tests/client)
printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT

part() { # part NAME ARGUMENT…: a run of its own, with its own coverage
    local name=$1
    shift
    COVERAGE_FILE=.coverage.$name "$python" -m pytest -q --cov --cov-report= --cov-fail-under=0 "$@"
}

"$python" -m coverage erase
part rest "${networks[@]/#/--ignore=}" "${programs[@]/#/--ignore=}" >"$printed/rest" 2>&1 &
beside=($!)
part networks "${networks[@]}" >"$printed/networks" 2>&1 &
beside+=($!)
part programs "${programs[@]}"
failed=$?
for one in "${beside[@]}"; do
    wait "$one" || failed=1
done
cat "$printed"/*
"$python" -m coverage combine --quiet .coverage.{networks,programs,rest}
"$python" -m coverage report || failed=1
exit $failed
