#!/usr/bin/env bash
# Ciel against GalSim on one scene, alternating, results compared before anything is timed:
# benchmarks/peers/scene.sh [RUNS [SCENE.csv[.gz] [ENGINE]]]         default: 3 runs, the shared 32,000-object scene (or a generated one),
# vector
# Draws the scene on one CCD and, in one process, on the nine of a raft, which is held against nine of GalSim's.
# CIEL_PEER_SILICON=N draws the first N objects with silicon in both: GalSim's SiliconSensor, and --physics full (silicon, tree rings,
# brighter-fatter in 16 epochs). GalSim takes five minutes for the whole scene.
# Makes the Python environment when it is missing. Prints photons, CPU seconds (user + system of the whole process, JVM start included),
# wall seconds and peak memory of both, and the ratio of the median CPU seconds. On a busy machine compare the ratio only.
set -euo pipefail
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)
top=$(cd "$here/../.." && pwd -P)
python=$(bash "$here/venv.sh")
work=$(mktemp -d "${TMPDIR:-/tmp}/ciel-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT
scene=${2:-}
if [ -z "$scene" ]; then
  scene=${CIEL_SHARED:-$top/../shared}/data/galsim/scene.csv.gz
  if [ ! -f "$scene" ]; then
    scene=$work/field.csv.gz
    "$python" "$here/make_scene.py" field "$scene"
  fi
fi
"$top/ciel" --version >&2  # builds what has changed, so that no build is timed
"$python" "$here/scene.py" "$scene" --runs "${1:-3}" --engine "${3:-vector}" --work "$work" --silicon "${CIEL_PEER_SILICON:-0}"
