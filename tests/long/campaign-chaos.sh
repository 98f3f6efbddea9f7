#!/usr/bin/env bash
# campaign-chaos.sh [MOMENTS [SEED]]: campaigns of 18 units through a real Slurm and a real sshd, one after the other, with everything going
# wrong at random moments until MOMENTS (default 100) are over: kill -9 of daemon, render job, slurmctld (also less than a second after a
# request that succeeded), slurmd and sshd; SIGSTOP of slurmctld during sbatch; the link cut, or open and silent; full disks at either end
# and under the ledger; the daemon's clock set; loss of power of ledger and images. After each campaign every unit is there exactly once,
# with the bytes of an undisturbed run, no job or file is orphaned, and the history of the ledger keeps I1 to I6
# (tests/campaign/history.py).
# Needs root, loop devices and a C compiler. Prints PASS and FAIL lines; a campaign takes about five minutes, all of it about 40.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

if [ "$(id -u)" != 0 ]; then fail "a one-node Slurm needs root"; exit; fi
"$ciel" --version > "$work/version"
folder=$(mktemp -d "${TMPDIR:-/tmp}/ciel-chaos.XXXXXX")
if "${CIEL_PYTHON:-python3}" -u "$top/tests/campaign/chaos.py" "$ciel" "$folder" "${1:-100}" "${2:-1}"; then rm -rf "$folder"; fi
