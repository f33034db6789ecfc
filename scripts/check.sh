#!/bin/sh
# Everything that can be judged without running the product. Goes on after a failure; fails at the end.
set -u
bin="${VENV:-.venv}/bin"
export DJANGO_SETTINGS_MODULE=yifa.site.settings_test
failed= unchecked=

check() {
  name=$1; shift
  "$@"
  case $? in
    0)  printf '\033[32m✓\033[0m %s\n' "$name" ;;
    75) printf '\033[33m? %s: not checked, see above\033[0m\n' "$name"; unchecked="$unchecked
  $name" ;;
    *)  printf '\033[31m✗ %s\033[0m\n' "$name"; failed="$failed
  $name" ;;
  esac
}

check "style (ruff)"                    "$bin/ruff" check --quiet .
check "format (ruff)"                   "$bin/ruff" format --check --quiet .
check "types (mypy, strict)"            "$bin/mypy" --no-error-summary
check "layers (import-linter)"          "$bin/lint-imports" --no-cache --no-logo
check "settings (django check)"         "$bin/django-admin" check
check "migrations are complete"         "$bin/django-admin" makemigrations --check --dry-run -v 0
check "English catalogue is complete"   "$bin/python" scripts/messages.py check
check "locks match pyproject.toml"      "$bin/python" scripts/check_locks.py
check "licences of dependencies"        "$bin/python" scripts/check_licences.py
check "known vulnerabilities"           "$bin/python" scripts/check_vulnerabilities.py

if [ -n "$unchecked" ]; then printf '\n\033[33mNot checked here:%s\033[0m\n' "$unchecked"; fi
if [ -n "$failed" ]; then printf '\nFailed:%s\n' "$failed" >&2; exit 1; fi
