# Sourced by build.sh and dist.sh, after jdk.sh: what makes the JVM start fast.
# shellcheck shell=bash

# warm_up JDK DIST LOG VERBS FILE OPTION...: runs verbs once (ciel.app.Warmup) with options of the JVM that make FILE.new; FILE is empty
# where that fails
warm_up() {
  local jdk=$1 dist=$2 log=$3 verbs=$4 file=$5 warm
  shift 5
  warm=$(mktemp -d "${TMPDIR:-/tmp}/ciel-build.XXXXXX")
  (chain_signals; exec "$jdk/bin/java" "$@" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Xlog:disable \
    -Dciel.stderr.masked=true -cp "$dist/ciel-app.jar" ciel.app.Warmup "$warm" "$verbs" < /dev/null >> "$log" 2>&1 3>&2) || true
  rm -rf "$warm"
  if [ -s "$file.new" ]; then mv "$file.new" "$file"; else : > "$file"; fi
}

# archive_classes JDK JDK_VERSION DIST LOG: the archives beside DIST/ciel-app.jar. The class-data archive comes last: it is what shows
# that both are there.
archive_classes() {
  # how transfers ran, so that the JVM compiles at once what it would first watch for a while: a transfer is done in seconds
  local cache=$3/transfer-$2.aot archive=$3/ciel-$2.jsa
  warm_up "$1" "$3" "$4" transfer "$cache" -XX:AOTCacheOutput="$cache.new" -XX:CompileThresholdScaling=3
  # classes parsed and verified once: the JVM maps them at the next start
  warm_up "$1" "$3" "$4" other "$archive" -XX:ArchiveClassesAtExit="$archive.new" --add-modules jdk.incubator.vector
}
