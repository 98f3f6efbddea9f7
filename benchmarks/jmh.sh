#!/usr/bin/env bash
# Compiles and runs the JMH benchmarks:  benchmarks/jmh.sh [JMH OPTION...] [REGEX...]
#   benchmarks/jmh.sh                              everything (about 15 minutes)
#   benchmarks/jmh.sh Engine -p engine=vector      photons per second of the vector engine
#   benchmarks/jmh.sh -f 1 -wi 1 -i 1 -w 1 -r 1    a quick look
#   benchmarks/jmh.sh TornadoBenchmark             TornadoVM beside OpenCL; needs TORNADOVM_HOME, and is left out otherwise
#   benchmarks/jmh.sh -l                           the names
#   benchmarks/jmh.sh --passes                     ns a photon of each step with everything on, and photons a CPU second
#   benchmarks/jmh.sh --cpu                        rates per CPU second in place of wall seconds, for a busy machine
# Nothing is installed into the local Maven repository. Every benchmark checks its results before it is timed.
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
cd "$top"
. scripts/jdk.sh
. scripts/tornado.sh
need_jdk
need_maven
mkdir -p .build
offline=-o
[ -d "${HOME:-}/.m2/repository/org/openjdk/jmh/jmh-core" ] || offline=
if ! JAVA_HOME=$JDK mvn -B $offline -pl benchmarks -am test-compile dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile=target/jmh.classpath < /dev/null > .build/jmh.log 2>&1 \
    && ! JAVA_HOME=$JDK mvn -B -pl benchmarks -am test-compile dependency:build-classpath -DincludeScope=runtime \
    -Dmdep.outputFile=target/jmh.classpath < /dev/null > .build/jmh.log 2>&1; then
  grep -m 20 '^\[ERROR\]' .build/jmh.log >&2 || true
  echo "jmh.sh: the build failed; all of it is in $top/.build/jmh.log" >&2
  exit 1
fi
main=org.openjdk.jmh.Main
[ "${1:-}" != --cpu ] || { main=ciel.benchmarks.CpuRates; shift; }
[ "${1:-}" != --passes ] || { main=ciel.kernels.vector.WholeChainRates; shift; }
chain_signals
jvm=(-XX:+UseSerialGC)
# the JVMs that JMH starts have the options of this one
case " $* " in
  *Tornado* | *tornado*)
    if have_tornado; then
      math=$(tr ':' '\n' < benchmarks/target/jmh.classpath | grep -m 1 commons-math3)
      tornado_options "${math%/*}"
      jvm=("${tornado_jvm[@]}")
    fi ;;
  *) set -- "$@" -e TornadoBenchmark ;;
esac
exec "$JDK/bin/java" "${jvm[@]}" -cp "benchmarks/target/classes:$(cat benchmarks/target/jmh.classpath)" \
  --add-modules jdk.incubator.vector "$main" "$@"
