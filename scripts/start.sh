# Sourced by the launchers, that of the source tree (ciel) and that of the distribution (scripts/dist-launcher.sh): starts the JVM with
# the options that a verb is quickest with. Wants JDK (folder of the Java runtime), JDK_VERSION, dist (folder of the jars), and
# archive (class-data archive), launcher (what started us); needs chain_signals of scripts/jdk.sh.
# shellcheck shell=bash
. "${BASH_SOURCE[0]%/*}/tornado.sh"

# start_ciel ARGUMENT...: replaces this process by the JVM.
start_ciel() {
  local verb= masked=true debug=false argument before='' tornado=false steps jvm tornado_jvm=()
  for argument in "$@"; do
    [ "$before$argument" != --enginetornado ] || tornado=true
    before=$argument
    case $argument in
      --engine=tornado) tornado=true ;;
      --debug) masked=false; debug=true ;;
      -*) ;;
      verify) [ "$verb" != campaign ] || verb=render ;; # it may render again
      *) verb=${verb:-$argument} ;;
    esac
  done
  [ "$verb" != engines ] || tornado=true
  case $verb in
    render | demo | calib | psf | engines | bench | job) ! $tornado || ! have_tornado || tornado_options "$dist/lib" ;;
  esac
  jvm=(-XX:-UsePerfData -XX:MaxRAMPercentage=75 -Xlog:disable -Djava.awt.headless=true)
  if [ ${#tornado_jvm[@]} -gt 0 ]; then
    jvm+=("${tornado_jvm[@]}") # which chooses a collector, and other modules than those of the archive
    masked=false
  elif [ "$verb" = transfer ] && [ -s "$dist/transfer-$JDK_VERSION.aot" ]; then jvm+=(-XX:AOTCache="$dist/transfer-$JDK_VERSION.aot")
  elif [ -s "$archive" ]; then jvm+=(-XX:SharedArchiveFile="$archive"); fi
  [ ${#tornado_jvm[@]} -gt 0 ] || jvm+=(-XX:+UseSerialGC)
  [ ! -t 2 ] || jvm+=(-Dciel.stderr.tty=true)
  case $verb in
    render | demo | calib | psf | engines | bench | job)
      chain_signals
      jvm+=(-Xms512m --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED)
      # Until the steps of the vector engine are compiled they run a thousand times slower, boxing every vector. So they are compiled early,
      # each once, and waited for; before any photon is shot each is called 70 times on a few registers (PassWarmup), which is what a
      # hundredth of the usual thresholds takes. Gathers are only compiled well where species() is inlined (PERFORMANCE.md has the
      # measurements).
      jvm+=(-XX:CompileCommand=quiet -XX:CompileCommand=inline,jdk.incubator.vector.*::species -Dciel.vector.warmup=70)
      for steps in VectorP* EdgePasses PupilPasses ScreenPasses SiliconPasses VectorOptics; do
        steps="ciel.kernels.vector.$steps::*"
        jvm+=(-XX:CompileCommand=BackgroundCompilation,"$steps",false
          -XX:CompileCommand=CompileThresholdScaling,"$steps",0.01 -XX:CompileCommand=dontinline,"$steps")
      done
      # The Vector API's own checks of indices are a tenth of the photons' time. Every index of a pass is bounded by a mask or a clamp, or
      # checked before photons are shot (TableBounds); tests run with the checks on, and so does --debug.
      $debug || jvm+=(-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0)
      jvm+=(-XX:PretenureSizeThreshold=4m)  # charge maps are not copied by the collector
      # By default the collector leaves two fifths of the heap free and a third to young objects: a focal plane's catalog then took twice
      # the memory that it needs. Collecting whole heaps a little more often costs 2 % of the time.
      [ ${#tornado_jvm[@]} -gt 0 ] || jvm+=(-XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=30 -XX:MaxNewSize=192m)
      # A JVM with an incubator module prints a warning on stderr before any of our code runs. It is shown /dev/null until then
      # (MaskedStderr), unless options from outside might make the JVM itself complain.
      if $masked && [ -z "${CIEL_JAVA_OPTS:-}${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}" ] && : 3>&2; then
        exec 3>&2 2>/dev/null
        jvm+=(-Dciel.stderr.masked=true)
      fi ;;
    transfer)
      # Only the last compiler knows the processor's instructions for ciphers: without it ssh runs at 40 MB/s. So these are compiled by it
      # early, the rest late, and nothing in the middle of a loop, which would only be compiled once more when it is called again
      # (PERFORMANCE.md has the measurements).
      jvm+=(-XX:CompileCommand=quiet -XX:CompileCommand=CompileThresholdScaling,'com.sun.crypto.provider.*::*',0.02
        -XX:CompileThresholdScaling=3 -XX:-UseOnStackReplacement
        --enable-native-access=ALL-UNNAMED) ;;
    daemon | campaign) jvm+=(--enable-native-access=ALL-UNNAMED) ;; # months: everything may be compiled well
    gate) jvm+=(-XX:TieredStopAtLevel=1 -Xmx96m --enable-native-access=ALL-UNNAMED) ;; # beside others on a login node
    visits | sky | inspect) jvm+=(-XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED) ;; # SQLite; Parquet's compression
    *) jvm+=(-XX:TieredStopAtLevel=1) ;;
  esac
  # shellcheck disable=SC2086
  exec "$JDK/bin/java" "${jvm[@]}" ${CIEL_JAVA_OPTS:-} -Dciel.command="$launcher" -cp "$dist/ciel-app.jar" ciel.app.Ciel "$@"
}
