#!/bin/bash
# usage: tests/long/adopt-or-submit.sh [TRIALS [SEED]]      300 trials without it
# So many jobs are submitted to a real Slurm of one node whose controller is stopped and killed all the time, some kills less than a second
# after a request that succeeded (its number is given out again then), through clients of which a third is killed, by a daemon that forgets
# one answer of seven: each must run once. Beside each a naive client that sends again after an error, which shows that the faults are real.
# Jobs that ran twice and jobs that never ran are counted, of both. Needs root, and about 15 minutes.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK
log=workflow/target/adopt-or-submit.log
mkdir -p workflow/target
seed=()
[ $# -lt 2 ] || seed=("-Dciel.seed=$2")
mvn -q -o -B -pl workflow -am test -Dtest=AdoptOrSubmitSlurmTest "-Dciel.trials=${1:-300}" "${seed[@]}" \
  -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 \
  || { grep -h -m 3 -E '^seed|AssertionFailedError|AssertionError' "$log" \
  || tail -n 20 "$log"; echo "FAIL: the trials; log in $log"; exit 1; }
grep '^seed' "$log" || { echo "FAIL: skipped; log in $log"; exit 1; }
echo "PASS: no job ran twice, none was lost"
