#!/usr/bin/env bash
# campaign-chaos.sh [MOMENTS [SEED]]: examples/two-site.yaml again and again, with everything going wrong at random moments until MOMENTS
# (default 100) are over: kill -9 of daemon, render job, slurmctld, slurmd and sshd, SIGSTOP of slurmctld, the link cut, full disks at
# either end. After each campaign every unit is there exactly once, with the bytes of an undisturbed run, and nothing was deleted before its
# acknowledgement. Needs root, and mounts two small file systems in memory. Prints PASS and FAIL lines; each campaign takes minutes.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

moments=${1:-100}
seed=${2:-1}
each=8
export CIEL_COMMAND=$ciel
end() {
  [ ! -d "$run" ] || bash "$run/two-site/world.sh" down 2> /dev/null
  umount "$run/two-site/made/supercomputer" "$run/two-site/made/data-centre" 2> /dev/null
}
run=$work/0
trap 'end; rm -rf "$work"' EXIT

# campaign N MOMENTS KIND...: leaves the checksums of all images in $work/sums.N
campaign() {
  run=$work/$1
  mkdir -p "$run/two-site/made/supercomputer" "$run/two-site/made/data-centre"
  cp -r "$top/examples/two-site.yaml" "$run/"
  cp -r "$top/examples/two-site/catalogs" "$top/examples/two-site/world.sh" "$run/two-site/"
  mount -t tmpfs -o size=2g tmpfs "$run/two-site/made/supercomputer"
  mount -t tmpfs -o size=2g tmpfs "$run/two-site/made/data-centre"
  "${CIEL_PYTHON:-python3}" "$top/tests/campaign/two_site.py" "$ciel" "$run" "$2" "$((seed + $1))" "${@:3}" | tee "$work/said"
  (cd "$run/two-site/made/data-centre/images" && find . -type f ! -name 'manifest_*' -exec sha256sum {} + | sort) > "$work/sums.$1"
  cp "$run/start.log" "$work/start.$1.log"
  end
  rm -rf "$run"
}

campaign 0 0 daemon
n=0
made=0
while [ "$made" -lt "$moments" ]; do
  n=$((n + 1))
  campaign "$n" "$each" daemon daemon job slurmctld slurmd sshd stop cut full-site full-centre
  # what really happened: a campaign may end before all of its moments have come
  happened=$(sed -n 's/.*troubles: //p' "$work/said" | tr ',' '\n' | awk '{ n += $1 } END { print n + 0 }')
  made=$((made + happened))
  if cmp -s "$work/sums.0" "$work/sums.$n"; then pass "campaign $n (seed $((seed + n))) has the bytes of the undisturbed one"
  else fail "campaign $n (seed $((seed + n))): $(diff "$work/sums.0" "$work/sums.$n" | grep -c '^[<>]') files differ"; fi
done
echo "$made moments in $n campaigns"
