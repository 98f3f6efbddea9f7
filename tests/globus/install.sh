#!/usr/bin/env bash
# Installs the pinned official clients under .build/globus (ignored by git); does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/globus
at=.build/globus
mkdir -p "$at"
mark="$(cat $here/requirements.txt $here/package.json | sha256sum | cut -c1-16)"
[ "$(cat "$at/installed" 2>/dev/null)" = "$mark" ] && exit 0
rm -rf "$at/venv" "$at/node" "$at/installed"
python3 -m venv "$at/venv"
"$at/venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt"
mkdir "$at/node"
cp "$here/package.json" "$at/node/"
(cd "$at/node" && npm install --silent --no-audit --no-fund --no-package-lock)
echo "$mark" > "$at/installed"
