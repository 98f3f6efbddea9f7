#!/usr/bin/env bash
# A campaign of DC2's size in the simulated world, with the real daemon and a real ledger: two destinations, one of them away for twelve
# hours, purge, quotas that are reached, a partition that fails, requests and jobs that are lost. Every unit once, no quota passed (the
# ledger is compared with the world every ten simulated minutes), memory bounded, under ten minutes on 2 cores that do nothing else.
# The ledger is a file that a loss of power may damage, as what it holds is simulated.
# world.sh [VISITS [DETECTORS [NODES]]], 27,000 visits x 189 detectors on 2000 nodes without arguments, seed 1; WORLD_HEAP is its memory
# (1g), WORLD_SECONDS the time that it may take (600).
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$top" || exit 1
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
mvn -q -B -pl workflow -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt -Dmdep.includeScope=test \
  -Dspotless.check.skip=true > "$work/mvn.log" 2>&1 || { tail -20 "$work/mvn.log"; fail "world: the tree does not compile"; exit 1; }
since=$SECONDS
if "$JAVA" --enable-native-access=ALL-UNNAMED "-Xms${WORLD_HEAP:-1g}" "-Xmx${WORLD_HEAP:-1g}" -Xmn400m -XX:+UseSerialGC \
    -cp "workflow/target/test-classes:workflow/target/classes:$(cat workflow/target/test-classpath.txt)" \
    ciel.workflow.world.WorldMain "${1:-27000}" "${2:-189}" "${3:-2000}" "$work" > "$work/out" 2> "$work/err"; then
  pass "world: $(head -n 1 "$work/out")"
else
  fail "world: $(grep -m 3 FAIL "$work/out"; tail -n 3 "$work/err")"
fi
took=$((SECONDS - since))
if [ "$took" -lt "${WORLD_SECONDS:-600}" ]; then
  pass "world: $took s in all, less than ${WORLD_SECONDS:-600}"
else
  fail "world: $took s in all, not less than ${WORLD_SECONDS:-600}"
fi
sed -n 2,12p "$work/out"
