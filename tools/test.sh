#!/usr/bin/env bash
# The whole suite in six parts side by side, since much of it waits: for networks and peers, for
# programs, for windows, and the rest. What a part prints comes when all are done, but for the first;
# then the coverage of those whose lines are counted. Counting takes as long again as the tests: it
# is left out where programs run whole, as what they run is tested, and counted, elsewhere.
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
# Who hosts on the usual port does so one after another.
programs=(tests/end_to_end tests/benchmarks tests/dialogs/test_start.py)
networks=(tests/lan tests/dialects)
attacks=(tests/attacks)
windows=(tests/views tests/dialogs tests/i18n)
server=(tests/server)
counted=(networks server rest)
printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT

part() { # part NAME ARGUMENT…: a run of its own, with its own coverage if it is counted
    local name=$1 counting=()
    shift
    [[ " ${counted[*]} " == *" $name "* ]] && counting=(--cov --cov-report= --cov-fail-under=0)
    COVERAGE_FILE=.coverage.$name "$python" -m pytest -q "${counting[@]}" "$@"
}

beside() { # beside NAME ARGUMENT…: the same in the background
    part "$@" >"$printed/$1" 2>&1 &
    running+=($!)
}

"$python" -m coverage erase
running=()
beside networks "${networks[@]}"
beside attacks "${attacks[@]}"
beside windows "${windows[@]}" --ignore=tests/dialogs/test_start.py
beside server "${server[@]}"
others=("${programs[@]}" "${networks[@]}" "${attacks[@]}" "${windows[@]}" "${server[@]}")
beside rest "${others[@]/#/--ignore=}"
part programs "${programs[@]}"
failed=$?
for one in "${running[@]}"; do
    wait "$one" || failed=1
done
cat "$printed"/*
"$python" -m coverage combine --quiet "${counted[@]/#/.coverage.}"
"$python" -m coverage report || failed=1
exit $failed
