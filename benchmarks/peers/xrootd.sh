#!/bin/bash
# usage: benchmarks/peers/xrootd.sh [ROUNDS] Speed of the mover over XRootD's own protocol (root://) beside xrdcp, and beside its HTTP
# door, in one run on one machine with one real server: 64 files of 8 MiB, and one file of 2 GiB. Everything is on a tmpfs
# (CIEL_BENCH_DIR, default /dev/shm), so that no disk is measured; needs 5 GB there. Every copy is compared with its source before its
# time counts.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK
log=transfer/target/xrootd-peers.log
mkdir -p transfer/target
export CIEL_BENCH_ROUNDS=${1:-3} CIEL_BENCH_DIR=${CIEL_BENCH_DIR:-/dev/shm}
mvn -q -o -B -pl transfer test -Dtest=XrootdPeers -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 || { cat "$log"; exit 1; }
echo "$(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-), load $(cut -d' ' -f1-3 /proc/loadavg) at the end;" \
  "$(uname -sr); XRootD $(xrdcp --version 2>&1)"
grep '^|' "$log"
