#!/bin/bash
# usage: tests/long/transfer-kill.sh [KILLS [SEED]]
# Kills the mover, or the server it talks to, with kill -9 at KILLS random moments (default 200) for each of posix, ssh, xrootd by WebDAV and xrootd by its own protocol, and checks after each that nothing wrong or partial stands
# under a final name, and after each round that every file arrived once. Prints one line for each backend and direction. Needs sshd and xrootd (see ./verify). About 2 s a kill on two cores.
set -eu
cd "$(dirname "$0")/../.."
log=transfer/target/kill.log
mkdir -p transfer/target
export CIEL_KILLS=${1:-200} CIEL_KILL_SEED=${2:-$(date +%s)}
mvn -q -o -B -pl transfer test -Dtest=KillTest -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 || { cat "$log"; exit 1; }
grep 'kill -9' "$log"
