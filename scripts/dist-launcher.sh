#!/usr/bin/env bash
# The ciel command of the distribution: its own Java runtime, no network, nothing written beside it. CIEL_JAVA_OPTS adds options of the JVM.
set -euo pipefail
self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
case $self in */*) self=${self%/*} ;; *) self=. ;; esac
dist=$(cd "$self" && pwd -P)
JDK=$dist/runtime
IFS= read -r JDK_VERSION < "$dist/runtime/ciel-jdk-version"
archive=$dist/ciel-$JDK_VERSION.jsa
. "$dist/scripts/jdk.sh"
. "$dist/scripts/start.sh"
launcher=$dist/ciel
start_ciel "$@"
