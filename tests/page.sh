#!/usr/bin/env bash
# The campaign's page in a real Chromium: drawn in dark and light and on a narrow screen, by keyboard, with changes that arrive, checked
# by axe, and closed to foreign pages. PAGE_PICTURES=DIR keeps the pictures. Needs chromium, and npm or pip for what drives it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) \
  || { fail "page: there is no Chromium (apt-get install chromium)"; exit 1; }
cd "$top"
if ! bash tests/page/install.sh > "$work/install.log" 2>&1; then fail "page: $(tail -n 1 "$work/install.log")"; exit 1; fi
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
if [ ! -e workflow/target/test-classes/ciel/workflow/page/PageMain.class ] || [ ! -e workflow/target/test-classpath.txt ]; then
  mvn -q -B -pl workflow -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt -Dmdep.includeScope=test \
    -Dspotless.check.skip=true > "$work/mvn.log" 2>&1 || { tail -20 "$work/mvn.log"; fail "page: the tree does not compile"; exit 1; }
fi
"$JAVA" -Xmx768m -cp "workflow/target/test-classes:workflow/target/classes:$(cat workflow/target/test-classpath.txt)" \
  ciel.workflow.page.PageMain 500 0 > "$work/url" 2> "$work/server.log" &
server=$!
for _ in $(seq 300); do
  url=$(head -n 1 "$work/url")
  if [ -n "$url" ] || ! kill -0 $server 2>/dev/null; then break; fi
  sleep 0.1
done
if [ -z "$url" ]; then fail "page: the server does not start: $(tail -n 1 "$work/server.log")"; exit 1; fi
code=0
.build/page/bin/node tests/page/check.mjs "$url" "$PWD/.build/page/modules" "$chromium" ${PAGE_PICTURES:+"$PAGE_PICTURES"} 2> \
  "$work/node.log" || code=$?
if [ $code -ne 0 ]; then tail -n 15 "$work/node.log" >&2; fi
kill $server
wait $server 2>/dev/null
exit $code
