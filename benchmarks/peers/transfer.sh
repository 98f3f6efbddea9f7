#!/bin/bash
# usage: benchmarks/peers/transfer.sh [ROUNDS]      5 without it
# Speed of the mover beside cp, scp, rsync and rclone (those installed), in one run on one machine: one file of 2 GiB, 64 files of 8 MiB,
# and lanes over a link of 10 ms each way made by the project's own proxy. Everything is on a tmpfs (CIEL_BENCH_DIR, default /dev/shm), so
# that no disk is measured; needs 7 GB there. Every copy is compared with its source before its time counts.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
log=transfer/target/peers.log
mkdir -p transfer/target
./ciel --version >/dev/null
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK
export CIEL_BENCH_ROUNDS=${1:-5} CIEL_BENCH_DIR=${CIEL_BENCH_DIR:-/dev/shm}
mvn -q -o -B -pl transfer test -Dtest=TransferPeers -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 || { cat "$log"; exit 1; }
echo "$(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-), load $(cut -d' ' -f1-3 /proc/loadavg) at the end; $(uname -sr)"
rsync --version | head -n 1
! command -v rclone >/dev/null || rclone --version | head -n 1
ssh -V 2>&1
grep '^|' "$log"
