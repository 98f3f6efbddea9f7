#!/usr/bin/env bash
# ciel site install and ciel site check against a real sshd and a real one-node Slurm on loopback: everything right, then each
# failing line with its remedy. Needs root.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ "$(id -u)" != 0 ]; then fail "a one-node Slurm needs root"; exit; fi
tar=$(bash "$top/scripts/dist.sh" "$work/made" 2> "$work/err" | awk 'END {print $1}')
[ -s "$tar" ] || { fail "the distribution is not built: $(tail -n 1 "$work/err")"; exit; }
export SLURM_CONF
SLURM_CONF=$("${CIEL_PYTHON:-python3}" "$top/tests/slurm/one_node.py" up "$work/slurm" 2> "$work/err") \
  || { fail "Slurm does not start: $(tail -n 1 "$work/err")"; exit; }
ssh=$work/ssh
finish() {
  [ ! -e "$ssh/pid" ] || kill "$(cat "$ssh/pid")" 2>/dev/null
  "${CIEL_PYTHON:-python3}" "$top/tests/slurm/one_node.py" down "$work/slurm"
  rm -rf "$work"
}
trap finish EXIT

# an sshd with two keys of this account: a person's, with a shell, and the campaign's; and an authority for certificates
mkdir -p "$ssh" /run/sshd
for key in host host2 person campaign authority; do ssh-keygen -q -t ed25519 -N '' -f "$ssh/$key"; done
port=$("${CIEL_PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$ssh/config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $ssh/host
PidFile $ssh/pid
AuthorizedKeysFile $ssh/authorized
TrustedUserCAKeys $ssh/authority.pub
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
Subsystem sftp internal-sftp
END
start_sshd() { /usr/sbin/sshd -f "$ssh/config" -E "$ssh/log"; }
stop_sshd() { kill "$(cat "$ssh/pid")"; while [ -e "$ssh/pid" ]; do sleep 0.05; done; }
start_sshd
while ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.05; done
pin() { printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d ' ' -f 1,2 < "$ssh/$1.pub")" > "$ssh/known"; }
pin host
person="$(cat "$ssh/person.pub")"
printf '%s\n' "$person" > "$ssh/authorized"

# site NAME LINE...: a site file, with lines of the connection on top of the usual ones
site() {
  local name=$1
  shift
  { printf 'extends: idris\nname: %s\nstorage: []\nconnection:\n  host: 127.0.0.1\n  port: %s\n  knownHosts: %s\n' "$name" "$port" \
    "$ssh/known"
    printf '  install: %s\n  root: %s\n  account: lsst@cpu\n  partition: cpu\n  licenses: [sps]\n  slurmConf: %s\n' "$work/there/ciel" \
      "$work/there/campaign" "$SLURM_CONF"
    printf '  %s\n' "$@"; } > "$work/$name.yaml"
}
site gate "identity: $ssh/campaign"
site plain "door: plain" "identity: $ssh/person"

# ssh takes the person's key from an agent, as a person would
eval "$(ssh-agent -s)" > /dev/null
trap 'kill "$SSH_AGENT_PID" 2>/dev/null; finish' EXIT
ssh-add -q "$ssh/person" 2>/dev/null

run site install "$work/gate.yaml" --dist "$tar"
[ "$code" -eq 0 ] && [ -x "$work/there/ciel/current/ciel" ] && pass "install: $(cat "$work/out") is there and current" \
  || fail "install ends with $code: $(cat "$work/err")"
line=$(grep '^restrict,command' "$work/err")
run site install "$work/gate.yaml" --dist "$tar"
grep -q 'is there already' "$work/err" && pass "a second install sends nothing" || fail "a second install: $(cat "$work/err")"
cp "$tar" "$work/made/ciel-cut-linux-x86_64.tar.gz"
truncate -s 1000000 "$work/made/ciel-cut-linux-x86_64.tar.gz"
run site install "$work/gate.yaml" --dist "$work/made/ciel-cut-linux-x86_64.tar.gz"
[ "$code" -eq 4 ] && [ ! -e "$work/there/ciel/ciel-cut" ] && [ "$(readlink "$work/there/ciel/current")" != ciel-cut ] \
  && pass "a damaged tarball is not installed, and current stays" || fail "a damaged tarball: code $code"

printf '%s\n%s\n' "$person" "${line/PUBLIC_KEY/$(cat "$ssh/campaign.pub")}" > "$ssh/authorized"
run site check "$work/gate.yaml"
[ "$code" -eq 0 ] && ! grep -q '^failed' "$work/out" && pass "check: everything is right ($(grep -c '^ok' "$work/out") lines)" \
  || fail "check ends with $code: $(grep -A1 '^failed' "$work/out" | tr '\n' ' ') $(cat "$work/err")"
for name in login restriction gate clock room scheduler account job licences engine; do
  grep -q "^ok *$name " "$work/out" && pass "  $name: $(sed -n "s/^ok *$name *//p" "$work/out")" \
    || fail "  no ok line for $name: $(grep " $name " "$work/out")"
done
run site check "$work/gate.yaml" --json
"${CIEL_PYTHON:-python3}" -c 'import json, sys; a = json.load(open(sys.argv[1])); assert all(c["status"] in ("OK", "WARNING", "SKIPPED") for c in a)' "$work/out" \
  && pass "check --json is an array of the same lines" || fail "check --json"
run site check "$work/plain.yaml"
[ "$code" -eq 0 ] && grep -q '^warning *restriction .*a shell' "$work/out" && pass "a plain login works and is warned of" \
  || fail "plain login: $code $(cat "$work/out")"

# broken NAME LINE SITE WORDS: the check of SITE fails in LINE, says WORDS, and names a remedy
broken() {
  run site check "$work/$3.yaml"
  if [ "$code" -eq 4 ] && grep -q "^failed *$2 .*$4" "$work/out" && grep -A1 "^failed *$2 " "$work/out" \
    | grep -q -e '->'; then pass "$1: $(sed -n "s/^failed *$2 *//p" "$work/out")"
  else fail "$1: code $code, $(grep " $2 " "$work/out") $(tail -n 2 "$work/err")"; fi
}
site noaccount "identity: $ssh/campaign" "account: nobody@cpu"
sed -i '0,/account: lsst@cpu/{/account: lsst@cpu/d}' "$work/noaccount.yaml"
broken "an account that does not exist" account noaccount 'nobody@cpu'
broken "sbatch refuses it too" job noaccount 'sbatch --test-only'
site nopartition "identity: $ssh/campaign"
sed -i 's/partition: cpu$/partition: gpu_p13/' "$work/nopartition.yaml"
broken "a partition that does not exist" scheduler nopartition 'no partition gpu_p13'
site nolicence "identity: $ssh/campaign"
sed -i 's/\[sps\]/[oracle]/' "$work/nolicence.yaml"
broken "a licence that does not exist" licences nolicence 'oracle'
site nokey "identity: $ssh/absent"
broken "a key that is not there" key nokey 'cannot be read'
printf '%s\n' "$person" > "$ssh/authorized"
broken "a key that the site does not know" login gate 'refuses the key'
printf '%s\nrestrict,command="/nonexistent/ciel gate /" %s\n' "$person" "$(cat "$ssh/campaign.pub")" > "$ssh/authorized"
broken "a gate that is not installed" gate gate 'no gate answers'
printf '%s\n%s\n' "$person" "$(cat "$ssh/campaign.pub")" > "$ssh/authorized"
broken "a key without the forced command" restriction gate 'a shell, sftp, forwarding of ports, a terminal'
# a certificate of the very same key bypasses its line in authorized_keys
printf '%s\n%s\n' "$person" "${line/PUBLIC_KEY/$(cat "$ssh/campaign.pub")}" > "$ssh/authorized"
ssh-keygen -q -s "$ssh/authority" -I campaign -n "$(id -un)" -V -5m:+30d "$ssh/campaign.pub"
broken "a certificate that bypasses the forced command" restriction gate 'a certificate bypasses'
ssh-keygen -q -s "$ssh/authority" -I campaign -n "$(id -un)" -V -2d:-1d "$ssh/campaign.pub"
site ended "identity: $ssh/campaign" "certificate: $ssh/campaign-cert.pub"
broken "a certificate that has ended" certificate ended 'ended at'
ssh-keygen -q -s "$ssh/authority" -I campaign -n "$(id -un)" -O clear -O force-command="${line#*command=\"}" -V \
  -5m:+1d "$ssh/campaign.pub" 2>/dev/null
forced=$(printf '%s' "$line" | sed 's/^restrict,command="\(.*\)" PUBLIC_KEY$/\1/')
ssh-keygen -q -s "$ssh/authority" -I campaign -n "$(id -un)" -O clear -O "force-command=$forced" -V -5m:+1d "$ssh/campaign.pub"
printf '%s\n' "$person" > "$ssh/authorized"
run site check "$work/ended.yaml"
[ "$code" -eq 0 ] && grep -q '^ok *restriction' "$work/out" && grep -q '^warning *certificate .*ends at' "$work/out" \
  && pass "a certificate with force-command is a door; that it ends tomorrow is said" || fail "force-command: $code $(cat "$work/out")"
rm "$ssh/campaign-cert.pub"
printf '%s\n%s\n' "$person" "${line/PUBLIC_KEY/$(cat "$ssh/campaign.pub")}" > "$ssh/authorized"
pin host2
broken "a host key that changed" login gate 'is another than the pinned one'
: > "$ssh/known"
broken "a host key that is not pinned" login gate 'is not pinned'
pin host
stop_sshd
broken "a site that does not answer" login gate 'refused'
start_sshd
while ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.05; done
"${CIEL_PYTHON:-python3}" "$top/tests/slurm/one_node.py" down "$work/slurm"
broken "a scheduler that is down" scheduler gate 'sinfo says'
run site check idris
[ "$code" -eq 3 ] && grep -q 'connection' "$work/err" && pass "a site without a connection: what to write is said" \
  || fail "no connection: $code $(cat "$work/err")"
