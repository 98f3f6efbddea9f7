# Sourced by ciel, verify and scripts/build.sh: finds a JDK 25 without starting one, and installs what is missing where that is possible.
# shellcheck shell=bash

JDK_MAJOR=25

# is_jdk DIR: whether DIR is a JDK 25 with compiler and Vector API; sets JDK_VERSION to its full version.
is_jdk() {
  local line version='' modules='jdk.incubator.vector'
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*) version=${line#*=}; version=${version//\"/} ;;
      JAVA_RUNTIME_VERSION=*) JDK_VERSION=${line#*=}; JDK_VERSION=${JDK_VERSION//\"/} ;;
      MODULES=*) modules=$line ;;
    esac
  done < "$1/release"
  case $version in "$JDK_MAJOR" | "$JDK_MAJOR".* | "$JDK_MAJOR"-* | "$JDK_MAJOR"+*) ;; *) return 1 ;; esac
  case $modules in *jdk.incubator.vector*) ;; *) return 1 ;; esac
  JDK_VERSION=${JDK_VERSION:-$version}
}

# find_jdk: sets JDK to the first JDK 25 of JAVA_HOME, the last one found, PATH and the usual folders.
find_jdk() {
  local dir java remembered=''
  [ -r "$top/.build/jdk" ] && IFS= read -r remembered < "$top/.build/jdk"
  for dir in "${JAVA_HOME:-}" "$remembered"; do
    if [ -n "$dir" ] && is_jdk "$dir"; then JDK=$dir; return 0; fi
  done
  if java=$(command -v java) && java=$(readlink -f "$java" 2>/dev/null) && is_jdk "${java%/bin/java}"; then
    JDK=${java%/bin/java}; remember_jdk; return 0
  fi
  for dir in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* /usr/local/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
      "${HOME:-}"/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk "$dir"; then JDK=$dir; remember_jdk; return 0; fi
  done
  return 1
}

remember_jdk() {
  { mkdir -p "$top/.build" && printf '%s\n' "$JDK" > "$top/.build/jdk.$$" && mv -f "$top/.build/jdk.$$" "$top/.build/jdk"; } 2>/dev/null || true
}

# chain_signals: for a JVM that loads an OpenCL driver. LLVM in a driver takes the handlers of SIGSEGV and others from the JVM, which uses them in its normal course (a null
# reference is one), and the first such signal deletes the files being compiled or, where two come at once, ends the process without a word. The JDK's libjsig.so keeps the
# JVM's handlers first (Java Virtual Machine Guide, "Handle Signals and Exceptions", signal chaining).
chain_signals() {
  case $JDK in *[\ :]*) return 0 ;; esac # LD_PRELOAD cannot name such a path
  [ ! -r "$JDK/lib/libjsig.so" ] || export LD_PRELOAD=$JDK/lib/libjsig.so${LD_PRELOAD:+:$LD_PRELOAD}
}

# as_root COMMAND...: runs it as root, or fails when that cannot be done without asking for a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1; fi
}

# install_packages NAME...: all of them through the system's package manager, quietly; fails when there is none, or one is not to be had.
install_packages() {
  if command -v apt-get >/dev/null; then
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600)
    as_root "${apt[@]}" install --no-install-recommends "$@" >> "$package_log" 2>&1 && return 0
    [ -z "${apt_updated:-}" ] || return 1
    apt_updated=yes
    as_root "${apt[@]}" update >> "$package_log" 2>&1
    as_root "${apt[@]}" install --no-install-recommends "$@" >> "$package_log" 2>&1
  elif command -v dnf >/dev/null; then as_root dnf -q -y install "$@" >> "$package_log" 2>&1
  elif command -v zypper >/dev/null; then as_root zypper -q -n install "$@" >> "$package_log" 2>&1
  elif command -v apk >/dev/null; then as_root apk -q add "$@" >> "$package_log" 2>&1
  elif command -v pacman >/dev/null; then as_root pacman -q -S --noconfirm "$@" >> "$package_log" 2>&1
  elif command -v brew >/dev/null; then brew install --quiet "$@" >> "$package_log" 2>&1
  else return 1; fi
}

# install_first NAME...: the first of these packages that the package manager has.
install_first() {
  local name
  for name in "$@"; do
    if install_packages "$name"; then printf 'ciel: installed the package %s\n' "$name" >&2; return 0; fi
  done
  return 1
}

# need_jdk: find_jdk, or install one, or say what to install and end with 4.
need_jdk() {
  find_jdk && return 0
  mkdir -p "$top/.build"; package_log=$top/.build/packages.log
  printf 'ciel: no JDK %s found; trying the package manager (log in .build/packages.log)\n' "$JDK_MAJOR" >&2
  local names=()
  if command -v apt-get >/dev/null; then names=(openjdk-25-jdk-headless temurin-25-jdk)
  elif command -v dnf >/dev/null; then names=(java-25-openjdk-devel temurin-25-jdk java-25-amazon-corretto-devel)
  elif command -v zypper >/dev/null; then names=(java-25-openjdk-devel)
  elif command -v apk >/dev/null; then names=(openjdk25-jdk)
  elif command -v pacman >/dev/null; then names=(jdk25-openjdk)
  elif command -v brew >/dev/null; then names=(openjdk@25); fi
  if [ ${#names[@]} -gt 0 ] && install_first "${names[@]}" && find_jdk; then return 0; fi
  cat >&2 <<END
ciel: Ciel needs a JDK 25 (with javac), and the package manager has none or may not be used by this account.
Looked at: JAVA_HOME=${JAVA_HOME:-(not set)}, java on PATH, /usr/lib/jvm, /usr/java, /opt, /usr/local, SDKMAN, ~/.jdks.
Do one of these and call ciel again:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless   (as root, where the release has it)
  Fedora, RHEL     dnf install java-25-openjdk-devel         (as root)
  SDKMAN           sdk install java 25-tem
  anywhere else    unpack any JDK 25, such as Eclipse Temurin 25, and set JAVA_HOME to its folder
END
  exit 4
}

# need_maven: finds mvn, or installs it, or says what to install and ends with 4.
need_maven() {
  command -v mvn >/dev/null && return 0
  mkdir -p "$top/.build"; package_log=$top/.build/packages.log
  printf 'ciel: no Maven found; trying the package manager (log in .build/packages.log)\n' >&2
  install_first maven && command -v mvn >/dev/null && return 0
  printf 'ciel: building Ciel needs Maven 3.6.3 or newer (the command mvn); install the package maven, or put mvn on PATH\n' >&2
  exit 4
}
