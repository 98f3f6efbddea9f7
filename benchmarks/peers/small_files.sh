#!/usr/bin/env bash
# small_files.sh [ROUNDS [FILES [PLACES]]]: 20,000 files of 140 bytes, folder to folder and over ssh on loopback, by ciel transfer run,
# rclone and rsync (those installed), in turn; then each again with nothing to do. Everything is on a tmpfs (CIEL_BENCH_DIR, default
# /dev/shm). Every copy is compared with its source before its time counts. Prints every round: wall seconds and CPU seconds of the
# command.
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
rounds=${1:-3}
files=${2:-20000}
places=${3:-local ssh}
"$top/ciel" --version > /dev/null
work=$(mktemp -d "${CIEL_BENCH_DIR:-/dev/shm}/ciel-small.XXXXXX")
trap 'kill "$(cat "$work/pid" 2>/dev/null)" 2>/dev/null; rm -rf "$work"' EXIT
mkdir -p "$work/source" "$work/state" /run/sshd
python3 - "$work/source" "$files" <<'END'
import os, sys
folder, n = sys.argv[1], int(sys.argv[2])
for i in range(n):
    sub = os.path.join(folder, f"{i // 1000:03d}")
    if i % 1000 == 0:
        os.makedirs(sub)
    with open(os.path.join(sub, f"{i:06d}.json"), "wb") as f:
        f.write((f"{i:06d} " * 20).encode())
END
for key in host id; do ssh-keygen -q -t ed25519 -N '' -f "$work/$key"; done
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d ' ' -f 1,2 < "$work/host.pub")" > "$work/known"
cat > "$work/config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
PidFile $work/pid
AuthorizedKeysFile $work/id.pub
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
MaxStartups 100
END
"$(command -v sshd || echo /usr/sbin/sshd)" -f "$work/config" -E "$work/log"
while ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.05; done
user=$(id -un)
export RCLONE_CONFIG=$work/rclone.conf XDG_STATE_HOME=$work/state
printf '[there]\ntype = sftp\nhost = 127.0.0.1\nport = %s\nuser = %s\nkey_file = %s\nknown_hosts_file = %s\n' "$port" "$user" "$work/id" \
  "$work/known" > "$RCLONE_CONFIG"
ssh="ssh -F none -p $port -i $work/id -o UserKnownHostsFile=$work/known -o BatchMode=yes"

# tool NAME PLACE: the command that copies the source to PLACE (local or ssh)
tool() {
  case $1-$2 in
    ciel-local) "$top/ciel" transfer run "$work/source" "$work/copy" --quiet ;;
    ciel-ssh) "$top/ciel" transfer run "$work/source" "ssh://$user@127.0.0.1:$port$work/copy" -o ssh.key="$work/id" \
      -o ssh.known_hosts="$work/known" --quiet ;;
    rclone-local) rclone copy "$work/source" "$work/copy" --metadata -q ;;
    rclone-ssh) rclone copy "$work/source" "there:$work/copy" -q ;;
    rsync-local) rsync -a "$work/source/" "$work/copy/" ;;
    rsync-ssh) rsync -a -e "$ssh" "$work/source/" "$user@127.0.0.1:$work/copy/" ;;
  esac
}
# timed NAME PLACE: wall and CPU seconds of the command and of all that it starts on this side
timed() {
  local TIMEFORMAT='%R %U %S' said
  said=$( { time tool "$1" "$2" > "$work/said" 2>&1 || { cat "$work/said" >&2; echo failed >&2; }; } 2>&1 ) || true
  awk '{printf "%.1f s wall, %.1f CPU s", $1, $2 + $3}' <<< "$(tail -n 1 <<< "$said")"
}
machine="$(nproc) processors, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d ' ' -f 1 /proc/loadavg)"
echo "machine: $machine; $files files of 140 bytes"
for place in $places; do
  for ((i = 1; i <= rounds; i++)); do
    for name in ciel rclone rsync; do
      command -v "$name" > /dev/null || [ "$name" = ciel ] || continue
      rm -rf "$work/copy" "$work/state"
      first=$(timed "$name" "$place")
      diff -r "$work/source" "$work/copy" > "$work/diff" || { echo "$name, $place: the copy differs: $(head -n 2 "$work/diff")"; exit 1; }
      echo "$place, round $i: $name $first; again, nothing to do: $(timed "$name" "$place")"
    done
  done
done
