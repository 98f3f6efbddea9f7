#!/bin/bash
# usage: tests/long/transfer-kill.sh [KILLS [SEED [WORKERS]]]
# Kills the mover, or the server it talks to, with kill -9 at KILLS random
# moments (default 200) for each of posix, ssh, xrootd by WebDAV, xrootd by its own protocol, and globus, half of them while files are
# fetched and half while they are sent. Checks after each that nothing wrong or partial stands under a final name, and after each set of
# files that each arrived once and that no more was sent again than one chunk a lane and kill (KillExperiment.java). Then three transfers
# over one link in one process, with the ledger in SQLite and in PostgreSQL (TransfersKillTest.java). Prints one line for each backend and
# direction. WORKERS (default 2) movers each way, each with a server, are at work at a time. Needs sshd and xrootd (see ./verify).
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK
log=transfer/target/kill.log
mkdir -p transfer/target
export CIEL_TRANSFERS_KILLS=${1:-200} CIEL_KILLS=${1:-200} CIEL_KILL_SEED=${2:-$(date +%s)} CIEL_KILL_WORKERS=${3:-2}
began=$SECONDS
mvn -q -o -B -pl transfer test -Dtest=KillTest,TransfersKillTest -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 \
  || { cat "$log"; echo "seed $CIEL_KILL_SEED"; exit 1; }
grep 'kill -9' "$log"
echo "seed $CIEL_KILL_SEED, $((SECONDS - began)) s"
