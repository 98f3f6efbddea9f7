#!/usr/bin/env bash
# Profiles drawn at random against GalSim's drawImage; the long form is benchmarks/peers/check_profiles.py without --only.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
python=${CIEL_PYTHON:-$(bash "$top/benchmarks/peers/venv.sh")}
"$python" "$top/benchmarks/peers/check_profiles.py" --only 3 --galaxies 20 || true
