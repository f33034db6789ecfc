#!/bin/sh
# The suite twice: on SQLite (with the browser tests), then on a private PostgreSQL. Both always run.
# Results for `yifa doctor --coverage` are gathered in var/test-results.json (tests/harness/results.py).
set -eu
pytest="${VENV:-.venv}/bin/pytest -n ${YIFA_WORKERS:-2} --dist worksteal"
mkdir -p var
rm -f var/test-results.json

title() { printf '\n\033[1m→ %s\033[0m\n' "$1"; }
status=0

title "SQLite, and the browser"
env -u DATABASE_URL $pytest ${ARGS:-} || status=1

title "PostgreSQL"
sh scripts/postgres.sh $pytest -m "not browser" ${ARGS:-} || status=1

exit $status
