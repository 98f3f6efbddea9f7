#!/usr/bin/env bash
# The two sites of examples/two-site.yaml on this machine. world.sh up: starts a Slurm of one node and an sshd on loopback, with
# all of their files in work/ beside this script, and writes the site file; nothing happens where they run already.
# world.sh down: ends both; images, ledger and logs stay. world.sh clean: removes work/ as well.
# Needs root, and Debian's packages slurm-wlm, slurmdbd, munge, mariadb-server, openssh-server, openssh-client and python3.
set -euo pipefail
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)
work=${CIEL_TWO_SITE:-$here/made}
ciel=${CIEL_COMMAND:-$here/../../ciel}
top=$(cd "$(dirname "$ciel")" && pwd -P)
node=$top/tests/slurm/one_node.py
ssh=$work/ssh

say() { printf 'world.sh: %s\n' "$*" >&2; }

need() {
  local missing=()
  local program
  for program in sshd:openssh-server ssh-keygen:openssh-client slurmctld:slurm-wlm slurmdbd:slurmdbd munged:munge \
    mariadbd:mariadb-server python3:python3; do
    PATH=$PATH:/usr/sbin command -v "${program%%:*}" > /dev/null || missing+=("${program##*:}")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "these packages are missing: ${missing[*]} (on Debian and Ubuntu: apt-get install ${missing[*]})"
    exit 4
  fi
  if [ "$(id -u)" != 0 ]; then say "Slurm needs root here; run it as root, or in a container"; exit 4; fi
  if [ ! -f "$node" ]; then say "$node is not there; the example runs from a source tree of Ciel"; exit 4; fi
}

alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2> /dev/null; }

up() {
  need
  if alive "$ssh/pid" && [ -s "$work/slurm.conf.path" ] && SLURM_CONF=$(cat "$work/slurm.conf.path") sinfo -h > /dev/null 2>&1; then
    say "Slurm and sshd run already"
    return
  fi
  down
  mkdir -p "$work/supercomputer" "$work/data-centre/images" "$work/data-centre/incoming" "$ssh" /run/sshd
  rm -rf "$work/slurm"
  python3 "$node" up "$work/slurm" > "$work/slurm.conf.path" || { say "Slurm does not start; its logs are in $work/slurm/log"; exit 4; }
  [ -e "$ssh/host" ] || ssh-keygen -q -t ed25519 -N '' -f "$ssh/host"
  [ -e "$ssh/campaign" ] || ssh-keygen -q -t ed25519 -N '' -f "$ssh/campaign"
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  # the key can run this and nothing else
  printf 'restrict,command="%s gate %s --scripts %s --slurm-conf %s --grace 0" %s\n' \
    "$ciel" "$work/supercomputer" "$top/scripts/jobs" "$(cat "$work/slurm.conf.path")" "$(cat "$ssh/campaign.pub")" > "$ssh/authorized"
  printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d ' ' -f 1,2 < "$ssh/host.pub")" > "$ssh/known"
  cat > "$ssh/config" << END
Port $port
ListenAddress 127.0.0.1
HostKey $ssh/host
PidFile $ssh/pid
AuthorizedKeysFile $ssh/authorized
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
MaxStartups 50
END
  cat > "$work/supercomputer.yaml" << END
name: supercomputer
title: a Slurm of one node on this machine
role: compute
source: examples/two-site/world.sh
outbound: false
scheduler:
  kind: slurm
  partitions:
    - {name: cpu, purpose: everything}
connection:
  host: 127.0.0.1
  port: $port
  identity: $ssh/campaign
  knownHosts: $ssh/known
  door: gate
  install: $work/supercomputer-ciel
  root: $work/supercomputer
  account: lsst@cpu
  partition: cpu
  licenses: [sps]
  slurmConf: $(cat "$work/slurm.conf.path")
END
  "$(PATH=$PATH:/usr/sbin command -v sshd)" -f "$ssh/config" -E "$ssh/log"
  local tries=0
  while ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ]; then say "sshd does not answer; its log is $ssh/log"; exit 4; fi
    sleep 0.05
  done
  say "a Slurm of one node and an sshd at 127.0.0.1:$port run; everything of theirs is in $work"
}

down() {
  if alive "$ssh/pid"; then kill "$(cat "$ssh/pid")" 2> /dev/null || true; fi
  rm -f "$ssh/pid"
  if [ -f "$node" ] && [ -e "$work/slurm/pids" ]; then python3 "$node" down "$work/slurm"; rm -f "$work/slurm/pids"; fi
  rm -f "$work/slurm.conf.path"
}

case ${1:-} in
  up) up ;;
  down) down ;;
  clean) down; rm -rf "$work" ;;
  *) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
