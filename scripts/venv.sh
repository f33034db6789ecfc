#!/bin/sh
# Make a virtual environment: sh scripts/venv.sh FOLDER   (PYTHON chooses the interpreter)
set -eu
folder=$1

fit() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

found=
for python in ${PYTHON:-python3} python3.14 python3.13 python3.12 python3.11; do
  if fit "$python"; then found=$python; break; fi
done
if [ -z "$found" ]; then
  here=$(${PYTHON:-python3} --version 2>/dev/null || echo "no python3")
  echo "Yifa needs Python 3.11 or newer; here: $here." >&2
  sh "$(dirname "$0")/need.sh" python || exit 1
  found=python3
  fit "$found" || { echo "This system's own Python is too old. Install Python 3.11+ and say: make PYTHON=/path/to/python3.11" >&2; exit 1; }
fi

if ! "$found" -c 'import venv, ensurepip' 2>/dev/null; then
  sh "$(dirname "$0")/need.sh" venv || exit 1
fi

printf '\033[1m→ %s\033[0m\n' "making $folder with $("$found" --version)"
"$found" -m venv "$folder" || { rm -rf "$folder"; exit 1; }
