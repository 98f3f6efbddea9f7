#!/usr/bin/env bash
# Makes .build/ciel-gpu.tar.gz: Ciel for a machine with a GPU, Linux x86-64, and no Java, no network, no OpenCL loader. There:
#   tar xzf ciel-gpu.tar.gz && bash ciel-gpu/run.sh
# It checks the OpenCL engine against the scalar one, measures the device and renders a CCD, and ends with a table. See PERFORMANCE.md,
# "On a GPU".
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
cd "$top"
. scripts/jdk.sh
. scripts/tornado.sh
need_jdk
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "gpu-bundle: made on Linux x86-64 only; this is $(uname -sm)" >&2; exit 4; }
loader=$(ldconfig -p | awk '!found && /libOpenCL\.so\.1 .*x86-64/ {found = 1; print $NF}')
[ -n "$loader" ] || { echo "gpu-bundle: the OpenCL loader libOpenCL.so.1 is not here; install the package ocl-icd-libopencl1" >&2; exit 4; }
bash scripts/build.sh
need_maven
dist=.build/$(cat .build/current)

echo "gpu-bundle: conformance tests (log in .build/gpu-bundle.log)" >&2
rm -rf .build/ciel-gpu .build/gpu-junit
# -T 1C is left out: the copied jars of all modules meet in one folder
JAVA_HOME=$JDK mvn -B -pl kernels -am test-compile dependency:copy-dependencies -DincludeScope=test \
  -DoutputDirectory="$top/.build/gpu-junit" \
  -DincludeGroupIds=org.junit.jupiter,org.junit.platform,org.opentest4j,org.apiguardian < /dev/null > .build/gpu-bundle.log 2>&1 \
  || { grep -m 10 '^\[ERROR\]' .build/gpu-bundle.log >&2; exit 1; }

bundle=.build/ciel-gpu
mkdir -p "$bundle/lib" "$bundle/test" "$bundle/opencl"
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.desktop,java.sql,java.xml
modules=$modules,jdk.incubator.vector,jdk.unsupported,jdk.zipfs
! have_tornado || modules=$modules,jdk.internal.vm.ci,jdk.management
"$JDK/bin/jlink" --strip-debug --no-header-files --no-man-pages --compress=zip-9 --output "$bundle/jdk" \
  --add-modules "$modules" \
  >> .build/gpu-bundle.log 2>&1 \
  || { tail -n 3 .build/gpu-bundle.log >&2; exit 1; }
cp "$dist/ciel-app.jar" "$bundle/"
# what only campaigns, moving files and compressed skyCatalogs need stays behind
for jar in "$dist"/lib/*.jar; do
  case ${jar##*/} in
    zstd-jni* | sqlite-jdbc* | bcprov* | sshd-* | json-schema* | postgresql* | flyway* | prometheus-* | micrometer* \
      | jakarta.mail* | jetty-* | httpclient5* | httpcore5* | uplot*) ;;
    *) cp "$jar" "$bundle/lib/" ;;
  esac
done
# of native libraries only those for this platform stay
for jar in "$top/$bundle"/lib/*.jar; do
  foreign=$("$JDK/bin/jar" tf "$jar" | grep -E '\.(so|dll|dylib|jnilib|a)$' | grep -Eiv 'linux[/-](amd64|x86_64)' || true)
  [ -n "$foreign" ] || continue
  rm -rf .build/gpu-jar
  mkdir .build/gpu-jar
  (cd .build/gpu-jar && "$JDK/bin/jar" xf "$jar" && printf '%s\n' "$foreign" | while IFS= read -r file; do rm -f "$file"; done)
  "$JDK/bin/jar" --create --file "$jar" --manifest .build/gpu-jar/META-INF/MANIFEST.MF -C .build/gpu-jar .
done
cp .build/gpu-junit/junit-jupiter-api*.jar .build/gpu-junit/junit-platform-commons*.jar .build/gpu-junit/opentest4j*.jar \
  .build/gpu-junit/apiguardian*.jar "$bundle/test/"
for module in sim-core kernels; do
  mkdir -p "$bundle/test/classes"
  cp -r "$module/target/test-classes/ciel" "$bundle/test/classes/"
done
cp -L "$loader" "$bundle/opencl/libOpenCL.so.1"
cp scripts/gpu-run.sh "$bundle/run.sh"
if have_tornado; then
  # its library, jars and options, and of the compiler what the options load
  mkdir -p "$bundle/tornado/share/java/graalJars"
  cp scripts/tornado.sh "$bundle/"
  cp -r "$TORNADOVM_HOME/lib" "$TORNADOVM_HOME/etc" "$bundle/tornado/"
  cp -r "$TORNADOVM_HOME/share/java/tornado" "$bundle/tornado/share/java/"
  for jar in compiler collections word nativeimage truffle-compiler jniutils; do
    cp "$TORNADOVM_HOME"/share/java/graalJars/$jar-[0-9]*.jar "$bundle/tornado/share/java/graalJars/" 2>/dev/null || true
  done
  sed "s#$TORNADOVM_HOME#\${TORNADOVM_HOME}#g" "$TORNADOVM_HOME/tornado-argfile" > "$bundle/tornado/argfile.template"
fi
git rev-parse HEAD > "$bundle/VERSION" 2>/dev/null || echo unknown > "$bundle/VERSION"
tar -C .build -czf .build/ciel-gpu.tar.gz ciel-gpu
bytes=$(stat -c %s .build/ciel-gpu.tar.gz)
if [ "$bytes" -ge $((64 << 20)) ]; then echo "gpu-bundle: .build/ciel-gpu.tar.gz has $bytes bytes, not under 64 MiB" >&2; exit 1; fi
echo "$top/.build/ciel-gpu.tar.gz $bytes bytes"
