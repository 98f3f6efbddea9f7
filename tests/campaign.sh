#!/usr/bin/env bash
# A whole campaign on this machine, examples/two-site.yaml: a real Slurm, a real sshd whose key can only run the gate, a folder as the
# data centre. A second process compares 'ciel campaign status --json' with the disk all the time, and the daemon is killed
# twice at random moments. Needs root.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ "$(id -u)" != 0 ]; then fail "a one-node Slurm needs root"; exit; fi
cp -r "$top/examples/two-site.yaml" "$top/examples/two-site" "$work/"
rm -rf "$work/two-site/made"
export CIEL_COMMAND=$ciel
trap 'bash "$work/two-site/world.sh" down 2> /dev/null; rm -rf "$work"' EXIT
"${CIEL_PYTHON:-python3}" "$top/tests/campaign/two_site.py" "$ciel" "$work" 2 "${CIEL_SEED:-1}" || tail -n 3 "$work/start.log"
