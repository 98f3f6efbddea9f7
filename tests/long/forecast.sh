#!/usr/bin/env bash
# examples/two-site.yaml for real, undisturbed, and then its forecast with what its own jobs took: the end within 20 % of the real one,
# and the bytes. It tests the model: how tasks follow one another, wait for each other and for the link. Needs root.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

if [ "$(id -u)" != 0 ]; then fail "a one-node Slurm needs root"; exit; fi
cp -r "$top/examples/two-site.yaml" "$top/examples/two-site" "$work/"
rm -rf "$work/two-site/made"
export CIEL_COMMAND=$ciel
trap 'bash "$work/two-site/world.sh" down 2> /dev/null; rm -rf "$work"' EXIT
"${CIEL_PYTHON:-python3}" "$top/tests/campaign/two_site.py" "$ciel" "$work" 0 1 || tail -n 3 "$work/start.log"
"${CIEL_PYTHON:-python3}" "$top/tests/campaign/forecast.py" "$ciel" "$work/two-site.yaml" "$work/two-site/made"
