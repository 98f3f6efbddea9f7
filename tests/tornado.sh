#!/usr/bin/env bash
# The tornado engine: what is said without TornadoVM; with it, the conformance tests on its device and a CCD with the bits of
# the vector engine.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$top/scripts/jdk.sh"
. "$top/scripts/tornado.sh"

scene=(render "$work/scene.csv" --set psf.fwhm=0.7 --set sky.electrons=800 --seed 5)
printf '%s\n' id,x,y,flux,type,n,hlr,q,beta,g1,g2 1,2000,2000,3e6,star,0,0,1,0,0,0 \
  2,2100,1900,1e5,sersic,4,0.8,0.6,30,0,0 > "$work/scene.csv"
"$ciel" --version > /dev/null # one build serves both cases
(
  unset TORNADOVM_HOME
  ends "the tornado engine without TornadoVM" 4 "${scene[@]}" --engine tornado --out "$work/x"
  grep -q 'sdk install tornadovm' "$work/err" && pass "it says what to install" \
    || fail "it does not say what to install: $(cat "$work/err")"
  [ ! -e "$work/x" ] && pass "and leaves no file" || fail "it leaves $(ls "$work/x")"
)
refused() { # WHAT FOLDER TEXT: a rendering with TORNADOVM_HOME=FOLDER ends with 4 and says TEXT
  TORNADOVM_HOME=$2 ends "$1" 4 "${scene[@]}" --engine tornado --out "$work/x"
  grep -q "$3" "$work/err" && pass "it says so" || fail "it says: $(cat "$work/err")"
}
mkdir -p "$work/old/share/java/tornado" "$work/empty"
: > "$work/old/tornado-argfile"
: > "$work/old/share/java/tornado/tornado-api-4.0.1-jdk25.jar"
refused "TORNADOVM_HOME names another folder" "$work/empty" 'tornado-argfile is not there'
refused "TORNADOVM_HOME names an older TornadoVM" "$work/old" 'TornadoVM 4.0.1-jdk25 .* cannot be used: Ciel needs version 5'
if ! have_tornado; then
  echo "NOT RUN the tornado engine on TornadoVM: TORNADOVM_HOME is not set, or has no tornado-argfile (docs/tornadovm.md)"
  exit 0
fi

need_jdk
need_maven
JAVA_HOME=$JDK mvn -B -q -f "$top/pom.xml" -pl kernels -am test-compile dependency:copy-dependencies -DincludeScope=test \
  -DexcludeGroupIds=io.github.ciel-sim -DoutputDirectory="$work/lib" \
  -Dspotless.check.skip=true < /dev/null > "$work/maven" 2>&1 \
  || { fail "the tests do not compile: $(grep -m 3 ERROR "$work/maven")"; exit 1; }
classes=$top/kernels/target/test-classes:$top/kernels/target/classes:$top/sim-core/target/test-classes:$top/sim-core/target/classes
chain_signals
tornado_options "$work/lib"
"$JDK/bin/java" "${tornado_jvm[@]}" -Xmx3g -cp "$classes:$work/lib/*" ciel.kernels.tornado.TornadoConformance 2>&1 | grep -E '^(PASS|FAIL) '

# Which mistakes of TornadoVM's compiler are still there: kernels are written around each.
mkdir "$work/probes"
"$JDK/bin/javac" -g -proc:none -d "$work/probes" -cp "$classes" --module-path "$TORNADOVM_HOME/share/java/tornado" \
  --add-modules tornado.api "$top/kernels/src/tornado-test/java/ciel/kernels/tornado/CompilerProbes.java" 2> "$work/javac" \
  || fail "the probes do not compile: $(head -n 1 "$work/javac")"
from=0
while [ "$from" != end ]; do
  "$JDK/bin/java" "${tornado_jvm[@]}" -cp "$work/probes:$classes:$work/lib/*" ciel.kernels.tornado.CompilerProbes "$from" \
    > "$work/probe" 2>&1
  grep -E '^(right|still|mended)' "$work/probe" | tee -a "$work/probed" | sed 's/^/probe: /'
  last=$(tail -n 1 "$work/probe")
  from=${last#from }
  case $from in end | [1-9]*) ;; *) fail "the probes ended with: $last"; break ;; esac
done
if grep -q '^right: sums' "$work/probed"; then
  still=$(grep -c '^still' "$work/probed")
  pass "the compiler's mistakes were looked for: $still are still there, $(grep -c '^mended' "$work/probed") are mended"
else
  fail "the kernel of the probes that has no mistake to find is wrong"
fi

for engine in tornado vector; do
  ends "a CCD with --engine $engine" 0 "${scene[@]}" --engine $engine --out "$work/$engine"
done
same=yes
for file in "$work"/vector/*.fits "$work"/vector/*.fits.fz; do
  [ ! -e "$file" ] || cmp -s "$file" "$work/tornado/${file##*/}" || same="no: ${file##*/}"
done
[ "$same" = yes ] && pass "the files are those of the vector engine, byte for byte" || fail "the files differ: $same"
ends "a device that TornadoVM does not have" 4 "${scene[@]}" --engine tornado --device 99 --out "$work/y"
grep -q 'has no device 99; it has 0 (' "$work/err" && pass "it names those that are there" || fail "it says: $(cat "$work/err")"
