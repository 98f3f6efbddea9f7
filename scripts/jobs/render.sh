#!/bin/sh
# A render job, started by Slurm or by a local scheduler. Arguments: units file, the site's folder, the folder of this script
# (sbatch runs a copy). Claims its task, renders, passes USR1 (the time is nearly over) on to ciel, which ends with 85 then.
warned=
trap 'warned=1' USR1
units=$1
root=$2
scripts=$3
. "$scripts/claim.sh"
name=${units##*/}
name=${name%.txt}
task=${SLURM_ARRAY_TASK_ID:-${CIEL_TASK:-0}}
id=${SLURM_JOB_ID:-${CIEL_JOB_ID:-0}}
restart=${SLURM_RESTART_COUNT:-${CIEL_RESTART:-0}}
cores=${SLURM_CPUS_PER_TASK:-${CIEL_CORES:-1}}
claim "$root" "$name" "$task" "$id" "$restart" || { echo "another job has this work: $claim_owner"; exit 0; }

ciel=
for place in "$scripts/../current/ciel" "$scripts/../ciel" "$scripts/../../ciel"; do
  if [ -x "$place" ]; then ciel=$place; break; fi
done
[ -n "$ciel" ] || { echo "there is no ciel beside $scripts (run ciel site install again)" >&2; exit 4; }
# a node without a memory limit of its own shows the JVM all of its memory
megabytes=${SLURM_MEM_PER_NODE:-${CIEL_MEGABYTES:-0}}
if [ "$megabytes" -gt 0 ] && [ -z "${CIEL_JAVA_OPTS:-}" ]; then
  CIEL_JAVA_OPTS=-Xmx$((megabytes * 4 / 5))m
  export CIEL_JAVA_OPTS
fi

# ciel listens on a pipe; USR1 writes into it. A shell runs a trap only while it waits.
pipe=$(mktemp -d "${TMPDIR:-/tmp}/ciel-job.XXXXXX" 2>/dev/null) || pipe=$(mktemp -d "$claim_folder/$task/job.XXXXXX") || exit 73
mkfifo "$pipe/control" || exit 73
"$ciel" job "$units" "$root" --task "$task" --job-id "$id" --restart "$restart" --threads "$cores" < "$pipe/control" &
pid=$!
exec 3> "$pipe/control"
rm -rf "$pipe"
trap 'echo stop >&3' USR1
trap 'kill -TERM "$pid" 2>/dev/null' TERM INT
[ -z "$warned" ] || echo stop >&3
while :; do
  wait "$pid"
  code=$?
  kill -0 "$pid" 2>/dev/null || break
done
# ended by a signal: so does this script, because Slurm shows an exit code over 128 without the 128, as if it were the program's own
if [ "$code" -gt 128 ]; then
  trap - USR1 TERM INT
  kill -"$((code - 128))" $$
fi
exit "$code"
