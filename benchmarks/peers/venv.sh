#!/bin/sh
# Makes the Python environment of the independent readers: .venv at the top of the tree (ignored by git), from requirements.txt.
# Does nothing when it is up to date. Prints the path of its python. Needs python3 (3.11 or newer) with venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${CIEL_VENV:-$here/../../.venv}
mark=$venv/.requirements
if ! cmp -s "$here/requirements.txt" "$mark" 2>/dev/null; then
    command -v python3 >/dev/null || { echo "venv.sh: python3 is missing (apt-get install python3 python3-venv)" >&2; exit 4; }
    python3 -m venv "$venv" || { echo "venv.sh: python3 cannot make environments (apt-get install python3-venv)" >&2; exit 4; }
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2
    cp "$here/requirements.txt" "$mark"
fi
cd "$venv/bin" && echo "$PWD/python"
