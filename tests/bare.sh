#!/usr/bin/env bash
# A machine without a JDK: the launcher downloads a pinned one from its vendor, or from CIEL_JDK_URL, whole or not at all. The
# server is on loopback and the JDK is a folder that looks like one; the search of the usual folders is switched off.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

tree=$work/tree
mkdir -p "$tree/.build" "$work/served" "$work/bin" "$work/jdk/jdk-25/bin"
cp -r "$top/scripts" "$tree/scripts"
printf 'JAVA_VERSION="25.0.3"\nMODULES="java.base jdk.incubator.vector"\n' > "$work/jdk/jdk-25/release"
printf '#!/bin/sh\n' | tee "$work/jdk/jdk-25/bin/java" > "$work/jdk/jdk-25/bin/javac"
chmod +x "$work"/jdk/jdk-25/bin/*
tar -czf "$work/served/jdk.tar.gz" -C "$work/jdk" jdk-25
sum=$(sha256sum < "$work/served/jdk.tar.gz" | cut -d ' ' -f 1)
cat > "$work/server.py" <<'END'
import http.server, os, sys
os.chdir(sys.argv[1])
class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args): pass
    def do_GET(self):
        if not self.path.startswith("/cut/"): return super().do_GET()
        data = open("jdk.tar.gz", "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
END
exec {line}< <(exec "${CIEL_PYTHON:-python3}" "$work/server.py" "$work/served")
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
read -r -u "$line" port
for tool in bash cat cut date env grep gzip head id mkdir mv printf rm sha256sum sleep tail tar uname; do
  ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
for tool in curl wget; do command -v "$tool" > /dev/null && ln -s "$(command -v "$tool")" "$work/$tool"; done
ln -s "$("${CIEL_PYTHON:-python3}" -c 'import sys; print(sys._base_executable)')" "$work/python3" # not a wrapper of it

# jdk URL SUM TOOL [NAME=VALUE]...: need_jdk of a machine that has nothing but TOOL to download with; sets code, leaves $work/err
jdk() {
  local url=$1 want=$2 tool=$3
  shift 3
  rm -rf "$tree/.build" "$work/tools"
  mkdir -p "$work/tools"
  [ ! -e "$work/$tool" ] || ln -s "$work/$tool" "$work/tools/$tool"
  printf 'jdk-%s %s %s\n' "$(uname -m)" "$url" "$want" > "$tree/scripts/downloads.txt"
  code=0
  env -i HOME="$work" PATH="$work/tools:$work/bin" "$@" bash -c 'set -euo pipefail; top=$1; . "$top/scripts/jdk.sh"
    jdk_folders() { :; }
    need_jdk; printf "%s\n" "$JDK"' - "$tree" > "$work/out" 2> "$work/err" || code=$?
}
# left NAME: what a refused download leaves behind: nothing that looks like a JDK
left() {
  if compgen -G "$tree/.build/downloaded-jdk*" > /dev/null; then fail "$1 leaves $(ls "$tree/.build")"; else pass \
    "$1 leaves nothing behind"; fi
}

url=http://127.0.0.1:$port/jdk.tar.gz
for tool in curl wget python3; do
  [ -e "$work/$tool" ] || continue
  jdk "$url" "$sum" "$tool"
  [ "$code:$(cat "$work/out")" = "0:$tree/.build/downloaded-jdk" ] && grep -q "downloading $url" "$work/err" \
    && pass "a JDK is downloaded with $tool, and that is said" || fail "with $tool: $code $(tail -n 1 "$work/err")"
done
jdk http://127.0.0.1:1/none "$sum" curl CIEL_JDK_URL="$url"
[ "$code" -eq 0 ] && pass "CIEL_JDK_URL names a mirror" || fail "CIEL_JDK_URL: $code $(tail -n 1 "$work/err")"
jdk "$url" "${sum/[0-9a-f]/x}" curl
[ "$code" -eq 4 ] && grep -q 'SHA-256' "$work/err" && pass "a wrong checksum ends with 4 and is named" \
  || fail "wrong checksum: $code $(cat "$work/err")"
left "a wrong checksum"
for tool in curl wget python3; do
  [ -e "$work/$tool" ] || continue
  jdk "http://127.0.0.1:$port/cut/jdk.tar.gz" "$sum" "$tool"
  [ "$code" -eq 4 ] && pass "a download that is cut short ends with 4 ($tool)" || fail "cut short with $tool: $code $(cat "$work/err")"
  left "a cut download ($tool)"
done
jdk http://127.0.0.1:1/jdk.tar.gz "$sum" curl
[ "$code" -eq 4 ] && grep -q 'CIEL_JDK_URL' "$work/err" && pass "no network ends with 4 and names the remedies" \
  || fail "no network: $code $(cat "$work/err")"
jdk "$url" "$sum" curl CIEL_INSTALL=no
[ "$code" -eq 4 ] && ! grep -q -e downloading -e installing "$work/err" && pass "CIEL_INSTALL=no downloads and installs nothing" \
  || fail "CIEL_INSTALL=no: $code $(cat "$work/err")"
