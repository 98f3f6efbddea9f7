# Sourced by tests/long/butler.sh and rucio.sh, after tests/lib.sh.
# shellcheck shell=bash disable=SC2154

# client_python NAME: the Python of an environment with tests/clients/NAME-requirements.txt; made once, below .build
client_python() {
  local list=$top/tests/clients/$1-requirements.txt venv=${CIEL_CLIENTS:-$top/.build/clients}/$1
  if ! cmp -s "$list" "$venv/.requirements" 2>/dev/null; then
    python3 -m venv "$venv" && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list" >&2 \
      && cp "$list" "$venv/.requirements" || return 1
  fi
  printf '%s\n' "$venv/bin/python"
}

# campaign HOOK: renders three CCDs of one visit on this machine and delivers them to $work/archive with this hook
campaign() {
  mkdir -p "$work/catalogs"
  cp "$top/examples/two-site/catalogs/visit_300001_r.txt" "$work/catalogs/"
  cat > "$work/clients.yaml" <<YAML
campaign: clients
visits: {catalogs: ['catalogs/*.txt']}
detectors: [R22_S11, R22_S12, R22_S10]
render: {physics: fast, settings: {sky.enabled: false, cosmic_rays.enabled: false}}
site: {name: local, root: work, job: {cores: 2, memory: 4 GB, time: 1 h}}
destinations:
  - name: archive
    folder: archive
    layout: "{campaign}/{visit}/{raft}/{file}"
    register: [$1]
retention: {grace: 1 s}
YAML
  (cd "$work" && "$ciel" campaign start clients.yaml < /dev/null > "$work/out" 2> "$work/err")
}
