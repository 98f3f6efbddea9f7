#!/usr/bin/env bash
# A campaign of DC2's size in the simulated world, with the real daemon and a real ledger: every unit once, no quota passed, memory bounded.
# world.sh [VISITS [DETECTORS [NODES]]], 26,500 visits x 189 detectors on 2000 nodes without arguments; WORLD_HEAP is its memory (2g).
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$top" || exit 1
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
mvn -q -B -pl workflow -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt -Dmdep.includeScope=test \
  -Dspotless.check.skip=true > "$work/mvn.log" 2>&1 || { tail -20 "$work/mvn.log"; fail "world: the tree does not compile"; exit 1; }
since=$SECONDS
if "$JAVA" --enable-native-access=ALL-UNNAMED "-Xmx${WORLD_HEAP:-2g}" -cp \
  "workflow/target/test-classes:workflow/target/classes:$(cat workflow/target/test-classpath.txt)" \
    ciel.workflow.world.WorldMain "${1:-26500}" "${2:-189}" "${3:-2000}" "$work" > "$work/out" 2> "$work/err"; then
  pass "world: $(head -n 1 "$work/out"); $((SECONDS - since)) s in all"
else
  fail "world: $(grep -m 3 FAIL "$work/out"; tail -n 3 "$work/err")"
fi
sed -n 2,12p "$work/out"
