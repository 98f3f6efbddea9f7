#!/bin/bash
# usage: tests/long/campaign-scale.sh [UNITS...]      100000 1000000 without them
# So many units in the ledger of a campaign, in SQLite and in a PostgreSQL of its own: loading, planning, scheduling, delivering, status,
# page, audit. For 100,000 units: plan under 10 s, a scheduling pass under 1 s, status under 0.5 s, the page under 1 s. Needs 3 GB in the
# folder for temporary files, and about ten minutes.
set -eu
cd "$(dirname "$0")/../.."
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK
log=workflow/target/campaign-scale.log
mkdir -p workflow/target
bad=0
[ $# -gt 0 ] || set -- 100000 1000000
for units; do
  CIEL_LEDGER_UNITS=$units mvn -q -o -B -pl workflow -am test -Dtest=CampaignLedgerScaleTest -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 || { cat "$log"; exit 1; }
  while read -r line; do
    echo "$line"
    awk -v line="$line" 'function after(word) { return substr(line, index(line, word) + length(word)) + 0 }
      function verdict(what, value, limit, unit) { print (value < limit ? "PASS" : "FAIL") ": " what " " value " " unit ", at most " limit; if (value >= limit) bad = 1 }
      BEGIN {
        verdict("load and plan", after("load ") + after("plan "), 10, "s")
        verdict("a scheduling pass (longest)", after("longest "), 1000, "ms")
        verdict("status", after("status "), 500, "ms")
        verdict("page", after("page "), 1000, "ms")
        exit bad }' || [ "$units" -gt 100000 ] || bad=1
  done < <(grep -E '^(SQLite|PostgreSQL) ' "$log")
done
exit $bad
