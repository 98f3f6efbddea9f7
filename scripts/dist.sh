#!/usr/bin/env bash
# dist.sh [FOLDER]: makes FOLDER/ciel-VERSION-linux-x86_64.tar.gz (FOLDER: .build) and prints its name, bytes and SHA-256: Ciel with its own
# Java runtime, for a machine without Java and without network. There:  tar xzf ciel-VERSION-linux-x86_64.tar.gz && ciel-VERSION/ciel demo
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
target=$(mkdir -p "${1:-$top/.build}" && cd "${1:-$top/.build}" && pwd -P)
cd "$top"
. scripts/jdk.sh
. scripts/archive.sh
need_jdk
case "$(uname -s) $(uname -m)" in
  "Linux x86_64") ;;
  *) echo "dist.sh: the distribution is for Linux on x86-64 and is made there; this is $(uname -sm)" >&2; exit 4 ;;
esac
bash scripts/build.sh
built=.build/$(cat .build/current)
log=.build/dist.log
: > "$log"
version=$(unzip -p "$built/ciel-app.jar" META-INF/MANIFEST.MF 2>/dev/null \
  | sed -n 's/^Implementation-Version: *\([^[:space:]]*\).*/\1/p' || true)
[ -n "$version" ] || version=$(sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml | head -n 1)
# a snapshot is named by the commit as well, so that two of them can stand side by side
case $version in *-SNAPSHOT) version=${version%-SNAPSHOT}-$(git rev-parse --short=10 HEAD 2>/dev/null || echo "${built##*dist-}") ;; esac

name=ciel-$version
work=$(mktemp -d "$target/.dist.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/$name
mkdir -p "$tree/lib" "$tree/scripts"
"$JDK/bin/jlink" --strip-debug --no-header-files --no-man-pages --generate-cds-archive --compress=zip-6 --output "$tree/runtime" \
  --add-modules \
  java.base,java.logging,java.management,java.naming,java.net.http,java.desktop,java.sql,java.xml,java.security.jgss,jdk.crypto.ec,\
jdk.incubator.vector,jdk.unsupported,jdk.zipfs,jdk.localedata \
  --include-locales=en,fr >> "$log" 2>&1 || { tail -n 3 "$log" >&2; exit 1; }
printf '%s\n' "$JDK_VERSION" > "$tree/runtime/ciel-jdk-version"
cp "$built/ciel-app.jar" "$tree/"
cp "$built"/lib/*.jar "$tree/lib/"
cp scripts/jdk.sh scripts/start.sh scripts/tornado.sh "$tree/scripts/"
mkdir "$tree/jobs" && cp scripts/jobs/*.sh "$tree/jobs/"
cp scripts/dist-launcher.sh "$tree/ciel"
chmod 755 "$tree/ciel"
cp LICENSE README.md "$tree/"
printf '%s\n' "$version" > "$tree/VERSION"
# jars keep their times in the archive, which the class-data archive is bound to: whole seconds survive tar
find "$tree" -type f -exec touch -d "@$(git log -1 --format=%ct 2>/dev/null || date +%s)" {} +
JDK=$tree/runtime archive_classes "$tree/runtime" "$JDK_VERSION" "$tree" "$log"
file=$name-linux-x86_64.tar.gz
tar -C "$work" --owner=0 --group=0 --sort=name -cf - "$name" | gzip -6 > "$work/$file"
mv "$work/$file" "$target/$file"
printf '%s %s bytes SHA-256 %s\n' "$target/$file" "$(stat -c %s "$target/$file")" "$(sha256_of "$target/$file")"
