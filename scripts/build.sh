#!/usr/bin/env bash
# Builds what `ciel` runs: jars in .build/dist-HASH and a class-data archive beside them; .build/current names the folder. Called by ciel
# when a source is newer than that; does nothing when the contents are the same. Safe to be called by several processes at once.
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
cd "$top"
. scripts/jdk.sh
. scripts/archive.sh
. scripts/tornado.sh
have_tornado || unset TORNADOVM_HOME # which would switch on the Maven profile that needs it
need_jdk

sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
# dist_name: the folder that holds what these sources give
dist_name() {
  local hash
  hash=$({
    find pom.xml ./*/pom.xml ./*/src/main ./kernels/src/tornado -type f | LC_ALL=C sort \
      | while IFS= read -r f; do printf '%s\n' "$f"; cat "$f"; done
    ! have_tornado || echo tornado
  } | sha256)
  printf 'dist-%s\n' "${hash:0:12}"
}

if ! mkdir -p .build 2>/dev/null || [ ! -w .build ]; then
  dist=$(dist_name)
  if [ -f ".build/$dist/ciel-app.jar" ] && [ "$(cat .build/current)" = "$dist" ]; then exit 0; fi
  echo "ciel: what is built in $top/.build does not fit the sources, and this account" \
    "may not write there (run ciel once from an account that may)" >&2
  exit 4
fi

if command -v flock >/dev/null; then
  exec 9> .build/lock
  flock 9
else
  # no flock (macOS): a folder is made by one process only; one older than an hour belongs to a process that was killed
  until mkdir .build/lock.d 2>/dev/null; do
    [ -z "$(find .build/lock.d -prune -mmin +60 2>/dev/null)" ] || rmdir .build/lock.d
    sleep 0.2
  done
  trap 'rmdir .build/lock.d' EXIT
fi

begun=.build/begun
: > "$begun"
dist=$(dist_name)
archive=.build/$dist/ciel-$JDK_VERSION.jsa

if [ ! -f ".build/$dist/ciel-app.jar" ]; then
  need_maven
  echo "ciel: building (log in .build/build.log)" >&2
  if ! JAVA_HOME=$JDK mvn -B -T 1C -DskipTests -Dspotless.check.skip=true -pl app -am package < /dev/null > .build/build.log 2>&1; then
    grep -m 20 '^\[ERROR\]' .build/build.log >&2 || tail -n 20 .build/build.log >&2
    echo "ciel: the build failed; all of it is in $top/.build/build.log" >&2
    exit 1
  fi
  rm -rf .build/dist.new
  mkdir -p .build/dist.new/lib
  cp app/target/ciel-app.jar .build/dist.new/
  ! have_tornado || : > .build/dist.new/tornado # has the classes that need TornadoVM
  # lib/ of an earlier build may hold jars that are no longer used: the manifest of the jar names those that are
  cp app/target/lib/*.jar .build/dist.new/lib/
  mv .build/dist.new ".build/$dist"
fi

[ -e "$archive" ] || archive_classes "$JDK" "$JDK_VERSION" ".build/$dist" .build/build.log

printf '%s\n' "$dist" > .build/current.new
touch -r "$begun" .build/current.new
mv .build/current.new .build/current
# the two newest stay: a process may still run from the one before
ls -1dt .build/dist-* | tail -n +3 | while IFS= read -r old; do [ "$old" = ".build/$dist" ] || rm -rf "$old"; done
