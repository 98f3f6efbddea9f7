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
  for dir in "${JAVA_HOME:-}" "$remembered" "$top/.build/downloaded-jdk"; do
    if [ -n "$dir" ] && is_jdk "$dir"; then JDK=$dir; return 0; fi
  done
  if java=$(command -v java) && java=$(readlink -f "$java" 2>/dev/null) && is_jdk "${java%/bin/java}"; then
    JDK=${java%/bin/java}; remember_jdk; return 0
  fi
  while IFS= read -r dir; do
    if is_jdk "$dir"; then JDK=$dir; remember_jdk; return 0; fi
  done < <(jdk_folders)
  return 1
}

# jdk_folders: where JDKs usually are, a line each.
jdk_folders() {
  printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* /usr/local/* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* "${HOME:-}"/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
}

remember_jdk() {
  { mkdir -p "$top/.build" && printf '%s\n' "$JDK" > "$top/.build/jdk.$$" && mv -f "$top/.build/jdk.$$" "$top/.build/jdk"; } 2>/dev/null \
    || true
}

# chain_signals: for a JVM that loads an OpenCL driver. LLVM in a driver takes the handlers of SIGSEGV and others from the JVM, which uses
# them in its normal course (a null reference is one), and the first such signal deletes the files being compiled or, where two come at
# once, ends the process without a word. The JDK's libjsig.so keeps the JVM's handlers first (Java Virtual Machine Guide, "Handle Signals
# and Exceptions", signal chaining).
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

# may_install: whether packages and downloads are allowed; CIEL_INSTALL=no forbids both.
may_install() { [ "${CIEL_INSTALL:-}" != no ]; }

# install_packages NAME...: all of them through the system's package manager; says so first, and fails when there is no
# package manager, when it does not have one of them, or where CIEL_INSTALL=no.
install_packages() {
  may_install || return 1
  printf 'ciel: asking the package manager to install %s (CIEL_INSTALL=no forbids it)\n' "$*" >&2
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

# get_file URL FILE: downloads with curl, wget or Python, whichever is there. A transfer that makes no progress for 30 s fails.
get_file() {
  if command -v curl >/dev/null; then
    curl -fsSL --retry 2 --connect-timeout 20 --speed-limit 1000 --speed-time 30 -o "$2" "$1"
  elif command -v wget >/dev/null; then
    wget -q --tries=2 --timeout=30 -O "$2" "$1"
  elif command -v python3 >/dev/null; then
    python3 -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=30) as r, open(sys.argv[2], "wb") as f:
    shutil.copyfileobj(r, f)
    size = r.headers.get("Content-Length")
    sys.exit("cut short" if size and f.tell() != int(size) else 0)' "$1" "$2"
  else
    echo "there is no curl, wget or python3 to download with" >&2
    return 1
  fi
}

sha256_of() {
  if command -v sha256sum >/dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}

# fetch_tree NAME FOLDER [URL]: what scripts/downloads.txt says of NAME becomes .build/FOLDER, whole or not at all.
fetch_tree() {
  may_install || return 1
  local name=$1 folder=$top/.build/$2 mirror=${3:-} url='' want='' key value sum new reason
  while read -r key value sum; do
    if [ "$key" = "$name" ]; then url=$value; want=$sum; fi
  done < "$top/scripts/downloads.txt"
  [ -n "$url" ] || return 1
  url=${mirror:-$url}
  if ! command -v curl >/dev/null && ! command -v wget >/dev/null && ! command -v python3 >/dev/null; then
    install_packages ca-certificates curl || true
  fi
  printf 'ciel: downloading %s into .build (CIEL_INSTALL=no forbids it)\n' "$url" >&2
  new=$folder.$$
  mkdir -p "$new" || return 1
  if ! reason=$(get_file "$url" "$new/file" 2>&1); then
    printf 'ciel: the download failed: %s\n' "$(printf '%s' "${reason:-no reason given}" | tail -n 1)" >&2
    rm -rf "$new"; return 1
  fi
  sum=$(sha256_of "$new/file")
  if [ "$sum" != "$want" ]; then
    printf 'ciel: the file has SHA-256 %s, not %s (scripts/downloads.txt): cut short or changed, and therefore deleted\n' "$sum" "$want" >&2
    rm -rf "$new"; return 1
  fi
  mkdir "$new/tree" && tar -xzf "$new/file" -C "$new/tree" --strip-components 1 || { rm -rf "$new"; return 1; }
  rm -rf "$folder"
  mv "$new/tree" "$folder" 2>/dev/null || [ -d "$folder" ] # another process may have been first
  rm -rf "$new"
}

# need_jdk: find_jdk, or install one, or download one, or say what to install and end with 4.
need_jdk() {
  find_jdk && return 0
  mkdir -p "$top/.build"; package_log=$top/.build/packages.log
  local names=() mirror=${CIEL_JDK_URL:-}
  if command -v apt-get >/dev/null; then names=(openjdk-25-jdk-headless temurin-25-jdk)
  elif command -v dnf >/dev/null; then names=(java-25-openjdk-devel temurin-25-jdk java-25-amazon-corretto-devel)
  elif command -v zypper >/dev/null; then names=(java-25-openjdk-devel)
  elif command -v apk >/dev/null; then names=(openjdk25-jdk)
  elif command -v pacman >/dev/null; then names=(jdk25-openjdk)
  elif command -v brew >/dev/null; then names=(openjdk@25); fi
  printf 'ciel: no JDK %s found\n' "$JDK_MAJOR" >&2
  if [ -z "$mirror" ] && [ ${#names[@]} -gt 0 ] && install_first "${names[@]}" && find_jdk; then return 0; fi
  case $(uname -s) in Linux) fetch_tree "jdk-$(uname -m)" downloaded-jdk "$mirror" && find_jdk && return 0 ;; esac
  cat >&2 <<END
ciel: Ciel needs a JDK 25 (with javac). None was found, and none could be installed or downloaded.
Looked at: JAVA_HOME=${JAVA_HOME:-(not set)}, java on PATH, /usr/lib/jvm, /usr/java, /opt, /usr/local, SDKMAN, ~/.jdks.
Do one of these and call ciel again:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless   (as root, where the release has it)
  Fedora, RHEL     dnf install java-25-openjdk-devel         (as root)
  SDKMAN           sdk install java 25-tem
  a mirror         set CIEL_JDK_URL to an address of the file that scripts/downloads.txt names
  anywhere else    unpack any JDK 25, such as Eclipse Temurin 25, and set JAVA_HOME to its folder
END
  exit 4
}

# need_maven: finds mvn, or downloads it, or installs it, or says what to install and ends with 4. The download comes first:
# it is one folder of 10 MB, where Debian's package brings a whole Java 17.
need_maven() {
  command -v mvn >/dev/null && return 0
  mkdir -p "$top/.build"; package_log=$top/.build/packages.log
  if [ ! -x "$top/.build/downloaded-maven/bin/mvn" ]; then
    printf 'ciel: no Maven found\n' >&2
    fetch_tree maven downloaded-maven "${CIEL_MAVEN_URL:-}" || true
  fi
  if [ -x "$top/.build/downloaded-maven/bin/mvn" ]; then PATH=$PATH:$top/.build/downloaded-maven/bin; return 0; fi
  install_first maven && command -v mvn >/dev/null && return 0
  printf 'ciel: building Ciel needs Maven 3.6.3 or newer (the command mvn); %s\n' \
    'install the package maven, or put mvn on PATH, or set CIEL_MAVEN_URL' >&2
  exit 4
}
