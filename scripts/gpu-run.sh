#!/usr/bin/env bash
# Runs in the bundle of scripts/gpu-bundle.sh:  bash run.sh [--device N] [--seconds S] [--quick] [--focal-plane]
# Device query, conformance against the scalar engine, device benchmarks, a CCD of a scene table, a CCD with --physics full whose
# files are compared with the vector engine's; with --focal-plane the 189 CCDs of an exposure, fast and full. A table last.
# Writes beside itself or, with OUT set, into that folder. Ends with 1 where the conformance tests fail.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
out=${OUT:-$here/out}
device=0 seconds=2 focal=false quick=false
while [ $# -gt 0 ]; do
  case $1 in
    --device) device=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    --focal-plane) focal=true ;;
    --quick) quick=true; seconds=0.05 ;;
    *) echo "run.sh: unknown option $1; there are --device N, --seconds S, --quick, --focal-plane" >&2; exit 2 ;;
  esac
  shift
done
work=$(mktemp -d "${TMPDIR:-/tmp}/ciel-gpu.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" || exit 1

# the system's OpenCL loader knows its own drivers' folder; ours is for a machine without one
ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
"$ldconfig" -p 2>/dev/null | grep 'libOpenCL\.so\.1 ' > /dev/null \
  || export LD_LIBRARY_PATH=$here/opencl${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
# a container may have the driver's library and no file that names it
if [ -z "${OCL_ICD_VENDORS:-}" ] && ! ls /etc/OpenCL/vendors/*nvidia*.icd > /dev/null 2>&1; then
  for folder in /usr/local/nvidia/lib64 /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib /usr/lib/wsl/lib /run/opengl-driver/lib; do
    for library in "$folder"/libnvidia-opencl.so.1 "$folder"/libnvidia-opencl.so.*; do
      [ -e "$library" ] || continue
      mkdir -p "$work/vendors"
      cp /etc/OpenCL/vendors/*.icd "$work/vendors/" 2>/dev/null
      echo "$library" > "$work/vendors/nvidia.icd"
      export OCL_ICD_VENDORS=$work/vendors
      export LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
      break 2
    done
  done
fi

# LLVM in a driver takes signals that the JVM needs; with this the JVM stays first
[ ! -r "$here/jdk/lib/libjsig.so" ] || export LD_PRELOAD=$here/jdk/lib/libjsig.so${LD_PRELOAD:+:$LD_PRELOAD}
java=("$here/jdk/bin/java" -Xlog:disable -XX:+UseParallelGC -Djava.awt.headless=true
  -Djava.io.tmpdir="$work" --add-modules jdk.incubator.vector
  --enable-native-access=ALL-UNNAMED)
ciel() { "${java[@]}" -cp "$here/ciel-app.jar" ciel.app.Ciel "$@" 2> >(grep -v 'incubator modules' >&2); }

echo "== ciel $(cat "$here/VERSION"), $(uname -srm), $(nproc) processors"
command -v nvidia-smi > /dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
ciel engines | tee "$out/engines.txt"

echo "== conformance: the OpenCL engine against the scalar engine"
"${java[@]}" -Dciel.opencl.device="$device" -cp "$here/test/classes:$here/test/*:$here/lib/*" ciel.kernels.opencl.ConformanceRun 2>&1 \
  | grep -v 'incubator modules' | tee "$out/conformance.txt"
conformance=${PIPESTATUS[0]}

echo "== device"
ciel bench --device "$device" --seconds "$seconds" | tee "$out/bench.txt"

tornado=
if [ -d "$here/tornado" ]; then
  echo "== TornadoVM: conformance of the tornado engine, and its rates"
  export TORNADOVM_HOME=$work/tornado
  cp -r "$here/tornado" "$TORNADOVM_HOME"
  sed "s#\${TORNADOVM_HOME}#$TORNADOVM_HOME#g" "$TORNADOVM_HOME/argfile.template" > "$TORNADOVM_HOME/tornado-argfile"
  . "$here/tornado.sh"
  tornado_options "$here/lib"
  plain=("${java[@]}")
  java=("$here/jdk/bin/java" "${tornado_jvm[@]}" -Xlog:disable -Djava.awt.headless=true -Djava.io.tmpdir="$work"
    --enable-native-access=ALL-UNNAMED)
  "${java[@]}" -cp "$here/test/classes:$here/test/*:$here/lib/*" ciel.kernels.tornado.TornadoConformance 2>&1 \
    | grep -v 'incubator modules' | tee "$out/tornado-conformance.txt"
  [ "${PIPESTATUS[0]}" -eq 0 ] || tornado=' FAILED'
  ciel engines | sed -n '/^tornado/,$p' | tee "$out/tornado.txt"
  ciel bench --engine tornado --seconds "$seconds" | tee -a "$out/tornado.txt"
  tornado="$(tail -n 1 "$out/tornado-conformance.txt")$tornado"
  java=("${plain[@]}")
fi

rate=$($quick && echo 300 || echo 32000)
awk -v n="$rate" 'BEGIN {
  srand(1); print "id,x,y,flux,type,n,hlr,q,beta,g1,g2"
  for (i = 0; i < n; i++) {
    s = i % 3 == 0
    printf "%d,%.3f,%.3f,%.3f,%s,%s,%s,%s,30,0,0\n", i, rand() * 4095, rand() * 4003, exp(log(10) * (1 + 4 * rand())),
      s ? "star" : "sersic", s ? 0 : 1 + int(4 * rand()), s ? 0 : 0.8, s ? 1 : 0.6
  }
}' > "$work/scene.csv"
table=
ccd() { # NAME ENGINE ARG...
  local name=$1 engine=$2
  shift 2
  local begun ended code=0
  begun=$(date +%s%N)
  ciel render "$work/scene.csv" --set psf.fwhm=0.7 --set sky.electrons=800 --engine "$engine" \
    --out "$work/$engine" --set output.overwrite=true --json "$@" \
    > "$out/$name.json" || code=$?
  ended=$(date +%s%N)
  table+=$(printf '%-44s %8.2f s wall, start of the JVM included %s' "$name, $engine" "$(awk "BEGIN {print ($ended - $begun) / 1e9}")" \
    "$([ $code -eq 0 ] || echo "FAILED with $code")")$'\n'
}
echo "== a CCD"
ccd ccd opencl --device "$device"
$quick || ccd ccd-vector vector
if $focal; then ccd focal-plane opencl --device "$device" --detector all; fi

# everything on: atmosphere, telescope, silicon; quick: 60 stars instead of the demo's catalog
full() { # NAME ENGINE ARG...
  local name=$1 engine=$2 begun ended code=0 what=(demo --physics full)
  shift 2
  $quick && what=(render "$work/stars.txt" --detector R22_S11 --physics full --set output.overwrite=true \
    --set sensor.epochs=2 --set output.png=false)
  begun=$(date +%s%N)
  ciel "${what[@]}" --engine "$engine" --out "$work/full-$engine" --json "$@" > "$out/$name.json" || code=$?
  ended=$(date +%s%N)
  table+=$(printf '%-44s %8.2f s wall, start of the JVM included %s' "$name, $engine" "$(awk "BEGIN {print ($ended - $begun) / 1e9}")" \
    "$([ $code -eq 0 ] || echo "FAILED with $code")")$'\n'
  table+=$(grep -o '"photons":[0-9]*\|"seconds":{[^}]*}\|"deviceUse":{[^}]*}' "$out/$name.json" 2>/dev/null \
    | tail -n 3 | sed 's/^/    /')$'\n'
}
awk 'BEGIN {
  srand(2)
  print "rightascension 60\ndeclination -38\nmjd 60143.4216\naltitude 53.2\nazimuth 114.4\nfilter 2\nrotskypos 131\ndist2moon 88"
  print "moonalt -29\nmoondec 25\nmoonphase 0.6\nmoonra 127\nnsnap 1\nobshistid 7\nrottelpos 40\nseed 7\nseeing 0.75\nsunalt -19"
  print "vistime 30\nseqnum 0"
  for (i = 0; i < 60; i++)
    printf "object %d %.6f %.6f %.2f flat 0 0 0 0 0 0 point none none\n", i, 60 + 0.2 * (rand() - 0.5),
      -38 + 0.16 * (rand() - 0.5), 18 + 4 * rand()
}' > "$work/stars.txt"
echo "== a CCD with everything on"
full full opencl --device "$device"
full full-vector vector
same=0
for file in "$work"/full-vector/*.fits "$work"/full-vector/*.fits.fz; do
  [ ! -e "$file" ] || cmp -s "$file" "$work/full-opencl/${file##*/}" || same="${file##*/} DIFFERS"
done
[ "$same" != 0 ] || [ ! -e "$work/full-opencl" ] || same="the files of opencl and vector are equal, byte for byte"
table+="full: $same"$'\n'
if $focal; then full focal-plane-full opencl --device "$device" --detector all; fi

echo "== table"
sed -n '/^opencl/,/self-test/p' "$out/engines.txt"
echo "conformance: $(tail -n 1 "$out/conformance.txt")"
cat "$out/bench.txt"
[ ! -d "$here/tornado" ] || { echo "tornado, conformance: $tornado"; cat "$out/tornado.txt"; }
printf '%s' "$table"
[ "$conformance" -eq 0 ] && [ "${same##*equal, }" = "byte for byte" ] && case $tornado in *FAILED) false ;; esac
