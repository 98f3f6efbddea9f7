#!/bin/bash
# usage: tests/long/ledger-scale.sh [FILES]      10,000,000 without it
# That many files in the ledger of a transfer (SQLite): how long it takes to add them, to read the next 500 (must be under 20 ms), to go
# on after a restart (must be under 5 s), and that memory does not grow with them. Needs 4 GB in the folder for temporary files, and about
# ten minutes.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK CIEL_LEDGER_FILES=${1:-10000000}
log=transfer/target/ledger-scale.log
mkdir -p transfer/target
mvn -q -o -B -pl transfer test -Dtest=LedgerScaleTest -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 || { cat "$log"; exit 1; }
line=$(grep '^ledger of' "$log")
echo "$line"
longest=$(sed 's/.*longest \([0-9.]*\) ms.*/\1/' <<<"$line")
median=$(sed 's/.*median \([0-9.]*\) ms.*/\1/' <<<"$line")
resumed=$(sed 's/.*resumed in \([0-9.]*\) s.*/\1/' <<<"$line")
awk -v m="$median" -v l="$longest" -v r="$resumed" 'BEGIN {
  print (m < 20 ? "PASS" : "FAIL") ": the next 500 files in " m " ms (median), at most 20 (longest " l ")";
  print (r < 5 ? "PASS" : "FAIL") ": resumed in " r " s, at most 5";
  exit !(m < 20 && r < 5) }'
