# Sourced by verify, after scripts/jdk.sh: what the tests run beside Ciel itself.
# shellcheck shell=bash

# One line a tool: what shows that it is there (a command, or a file when it begins with /), and its package on Debian and Ubuntu.
test_tools() {
  cat <<'END'
/etc/OpenCL/vendors/pocl.icd pocl-opencl-icd
libOpenCL.so.1 ocl-icd-libopencl1
fitsverify fitsverify
funpack libcfitsio-bin
sshd openssh-server
ssh openssh-client
rsync rsync
/usr/lib/postgresql postgresql
cc gcc
/usr/include/stdio.h libc6-dev
strace strace
/usr/share/locale/fr/LC_MESSAGES/libc.mo locales
xrootd xrootd-server
xrdfs xrootd-client
python3 python3
ensurepip python3-venv
zsh zsh
chromium chromium
slurmctld slurm-wlm
slurmdbd slurmdbd
munged munge
mariadbd mariadb-server
END
}

have_tool() {
  case $1 in
    /*) [ -e "$1" ] ;;
    lib*) ldconfig -p 2>/dev/null | grep -q "$1" || compgen -G "/usr/lib*/$1" >/dev/null || compgen -G "/usr/lib/*/$1" >/dev/null ;;
    ensurepip) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    *) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
  esac
}

# need_test_tools: installs those that are missing and says so; what cannot be installed fails in the tests that need it.
need_test_tools() {
  local tool package missing=()
  while read -r tool package; do
    have_tool "$tool" || missing+=("$package")
  done < <(test_tools)
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  package_log=$top/.build/packages.log
  printf 'verify: installing %s (log in .build/packages.log)\n' "${missing[*]}"
  if ! install_packages "${missing[@]}"; then
    # one missing package must not keep the others away
    for package in "${missing[@]}"; do
      install_packages "$package" || printf 'verify: the package %s cannot be installed here; tests that need it will fail\n' "$package"
    done
  fi
}
