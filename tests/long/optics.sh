#!/bin/bash
# usage: tests/long/optics.sh The fitted optics against the exact trace: 1e5 rays on each of 20 detectors in six bands, the telescope as
# designed and perturbed, at fields, wavelengths and points of the pupil that the fit has not seen. Some minutes of one core. Prints a
# line for each and fails over 0.01 px rms, 0.1 px at worst, 1e-3 in slope, 5e-4 of rays stopped wrongly.
set -eu
cd "$(dirname "$0")/../.."
. scripts/jdk.sh
need_jdk
export JAVA_HOME=$JDK
exec env CIEL_OPTICS_FULL=1 mvn -q -o -B -pl sim-core test -Dtest=DetectorOpticsTest -Dsurefire.failIfNoSpecifiedTests=false
