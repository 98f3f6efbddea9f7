#!/usr/bin/env bash
# scripts/gpu-bundle.sh: what it makes runs in an empty folder with a bare PATH, on whatever OpenCL device is here.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

code=0
bash "$top/scripts/gpu-bundle.sh" > "$work/out" 2> "$work/err" || code=$?
tar=$(awk 'END {print $1}' "$work/out")
if [ "$code" -ne 0 ] || [ ! -s "$tar" ]; then fail "the bundle is not built: code $code, $(tail -n 1 "$work/err")"; exit; fi
size=$(stat -c %s "$tar")
[ "$size" -lt $((64 << 20)) ] && pass "the bundle is under 64 MiB: $size bytes" || fail "the bundle has $size bytes"
tar -xzf "$tar" -C "$work"
cd "$work" || exit
code=0
env -i PATH=/usr/bin:/bin bash ciel-gpu/run.sh --quick > "$work/out" 2> "$work/err" < /dev/null || code=$?
[ "$code" -eq 0 ] && pass "it runs with a bare PATH and no Java" || fail "run.sh ends with $code: $(tail -n 3 "$work/err" | tr '\n' ' ')"
table=$(sed -n '/^== table/,$p' "$work/out")
for line in 'self-test passed' '^conformance: [1-9][0-9]* passed, 0 failed' '^star x Kolmogorov  *[0-9].*photons/s' '^sky .*px/s' \
  '^1000 stars, every step.*photons/s' '^readout of a CCD .*px/s' '^ccd, opencl .*s wall' \
  '^full, opencl .*s wall' '^full: the files of opencl and vector are equal, byte for byte'; do
  echo "$table" | grep -q "$line" && pass "the table has $line" || fail "the table has no $line"
done
echo "$table" | grep FAILED && fail "a CCD failed" || pass "the CCD was rendered"
code=0
env -i PATH=/usr/bin:/bin OCL_ICD_VENDORS="$work/none" bash ciel-gpu/run.sh --quick > "$work/out" 2>&1 < /dev/null || code=$?
[ "$code" -ne 0 ] && grep -q 'no OpenCL platform' "$work/out" && pass "without a device it fails and says why" \
  || fail "without a device: code $code"
