# Sourced by scripts/start.sh and tests/tornado.sh: how a JVM is started with TornadoVM, where TORNADOVM_HOME names its folder.
# shellcheck shell=bash

# have_tornado: whether TornadoVM is there, in a version that Ciel can use; where it is not, TornadoSupport says why. TORNADOVM_HOME is
# what SDKMAN's package tornadovm sets.
have_tornado() {
  local api
  [ -n "${TORNADOVM_HOME:-}" ] && [ -r "$TORNADOVM_HOME/tornado-argfile" ] || return 1
  api=("$TORNADOVM_HOME"/share/java/tornado/tornado-api-*.jar)
  [[ ${api[0]##*/} =~ ^tornado-api-([0-9]+)\..*-jdk25\.jar$ ]] && [ "${BASH_REMATCH[1]}" -ge 5 ]
}

# tornado_options LIB: sets tornado_jvm. LIB is the folder of Ciel's libraries: TornadoVM's older commons-math would hide Ciel's.
# Numbers are exact with these: every sum with a product is one fused multiply-add (KernelMath says how kernels are written for
# that), and neither TornadoVM nor the driver's compiler changes arithmetic. A kernel that does not compile fails, and does not run
# as slow Java instead.
tornado_options() {
  local math=("$1"/commons-math3-*.jar)
  tornado_jvm=("@$TORNADOVM_HOME/tornado-argfile" --module-path "$TORNADOVM_HOME/share/java/tornado"
    --patch-module "commons.math3=${math[0]}"
    -Dtornado.enable.fma=True -Dtornado.enable.mathOptimizations=False -Dtornado.enable.nativeFunctions=False
    -Dtornado.opencl.compiler.flags=-w -Dtornado.compiler.fullInlining=True -Dtornado.recover.bailout=False)
}
