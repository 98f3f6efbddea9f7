#!/usr/bin/env bash
# The Globus checks that need other people's clients: globus-cli and globus-sdk (pip), @globus/sdk (npm), against the test service and
# `ciel globus`.
# Prints PASS and FAIL lines; ends with 0 when nothing failed. Needs a compiled tree (mvn test-compile), python3 with venv, node and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash tests/globus/install.sh
export JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
if [ ! -e app/target/test-classes/ciel/app/globus/GlobusDriver.class ] \
  || [ ! -e transfer/target/test-classes/ciel/transfer/globus/service/GlobusServiceMain.class ] \
    || [ ! -e app/target/test-classpath.txt ]; then
  mvn -q -B -pl app -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt \
    -Dmdep.includeScope=test > .build/globus/mvn.log 2>&1 \
    || { tail -20 .build/globus/mvn.log; echo "FAIL globus: the tree does not compile"; exit 1; }
fi
exec .build/globus/venv/bin/python tests/globus/check.py "$@"
