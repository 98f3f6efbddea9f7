#!/usr/bin/env bash
# gate.sh [ROUNDS]: the door at a supercomputer (ciel gate) beside plain ssh, on loopback, the same cipher: reading a file of 1 GiB, and
# the time of a request in a session that stands. The bytes are compared before anything is timed. Prints every round.
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
rounds=${1:-3}
cd "$top"
. scripts/jdk.sh
need_jdk
bash scripts/build.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/ciel-gate.XXXXXX")
trap 'kill "$(cat "$work/pid" 2>/dev/null)" 2>/dev/null; rm -rf "$work"' EXIT
mkdir -p "$work/root" /run/sshd
head -c 1073741824 /dev/urandom > "$work/root/big"
for key in host plain gate; do ssh-keygen -q -t ed25519 -N '' -f "$work/$key"; done
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d ' ' -f 1,2 < "$work/host.pub")" > "$work/known"
printf '%s\nrestrict,command="%s gate %s" %s\n' "$(cat "$work/plain.pub")" "$top/ciel" "$work/root" "$(cat "$work/gate.pub")" > "$work/authorized"
cat > "$work/config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
PidFile $work/pid
AuthorizedKeysFile $work/authorized
StrictModes no
UsePAM no
END
"$(command -v sshd || echo /usr/sbin/sshd)" -f "$work/config" -E "$work/log"
while ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.05; done
cat > "$work/measure.py" <<'END'
import hashlib, json, statistics, subprocess, sys, time
work, port, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
size, chunk, ahead = 1 << 30, 8 << 20, 4
def ssh(key, *words):
    return ["ssh", "-F", "none", "-T", "-i", f"{work}/{key}", "-o", "IdentitiesOnly=yes", "-o", f"UserKnownHostsFile={work}/known", "-o", "BatchMode=yes",
            "-c", "aes128-gcm@openssh.com", "-p", port, "127.0.0.1", *words]
buffer = memoryview(bytearray(chunk))
def take(stream, n, use):
    while n:
        got = stream.readinto(buffer[: min(n, chunk)])
        if not got:
            raise SystemExit("the stream ended")
        use(buffer[:got])
        n -= got
def plain(use):
    p = subprocess.Popen(ssh("plain", f"cat {work}/root/big"), stdout=subprocess.PIPE, bufsize=0)
    begin = time.monotonic()
    take(p.stdout, size, use)
    end = time.monotonic()
    p.wait()
    return size / (end - begin) / 1e6
class Gate:
    def __init__(self):
        self.p = subprocess.Popen(ssh("gate"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.n = 0
        while not self.p.stdout.readline().startswith(b"CIEL-GATE "):
            pass
    def ask(self, **request):
        self.n += 1
        self.p.stdin.write(json.dumps({"id": self.n, **request}).encode() + b"\n")
        self.p.stdin.flush()
    def answer(self):
        return json.loads(self.p.stdout.readline())
    def read(self, use):
        asked = 0
        begin = time.monotonic()
        for at in range(0, size, chunk):
            while asked < size and asked < at + ahead * chunk:
                self.ask(verb="read", path="big", offset=asked, length=chunk)
                asked += chunk
            assert self.answer()["length"] == chunk
            left = chunk
            while left:
                got = self.p.stdout.readinto1(buffer[:left])
                use(buffer[:got])
                left -= got
        return size / (time.monotonic() - begin) / 1e6
    def request(self, n=2000):
        times = []
        for _ in range(n):
            begin = time.perf_counter()
            self.ask(verb="stat", path="big")
            assert self.answer()["bytes"] == size
            times.append((time.perf_counter() - begin) * 1e3)
        return statistics.median(times), sorted(times)[int(n * 0.99)]
sums = []
gate = Gate()
for read in (plain, gate.read):
    h = hashlib.sha256()
    read(h.update)
    sums.append(h.hexdigest())
assert sums[0] == sums[1], "the bytes differ"
print("bytes equal, SHA-256", sums[0][:16])
nothing = lambda b: None
ratios = []
for i in range(rounds):
    a, b = plain(nothing), gate.read(nothing)
    ratios.append(b / a)
    print(f"round {i + 1}: plain ssh {a:.0f} MB/s, gate {b:.0f} MB/s, ratio {b / a:.2f}")
print(f"median ratio {statistics.median(ratios):.2f}")
for i in range(rounds):
    median, p99 = gate.request()
    print(f"round {i + 1}: a request in a standing session {median:.2f} ms (median of 2000), 99 % under {p99:.2f} ms")
END
echo "machine: $(nproc) processors, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d ' ' -f 1 /proc/loadavg)"
python3 "$work/measure.py" "$work" "$port" "$rounds"
