# shellcheck shell=bash disable=SC2034,SC2154 # Variables are shared with the launchers.
# Sourced by rondo, cdk/app and scripts/faults. It checks Java and Maven, and builds what is missing or older than its
# sources. The launcher sets: name (in messages), home (this repository), built (a file that marks the end of a build)
# and modules (whose sources the build uses).

fail() { echo "$name: $*" >&2; exit 1; }

# Sets java. Java 17 or later is needed to run, not only to build.
find_java() {
  local path version pattern='(JAVA_VERSION=|version )"(1\.)?([0-9]+)'
  java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  path="$(command -v "$java")" || fail "Java not found. Install JDK 17 or later, or set JAVA_HOME."
  # A JDK has a file "release". Without it, java -version answers, but that takes a start of Java.
  path="$(readlink -f "$path" 2>/dev/null || true)"
  path="${path%/bin/java}/release"
  if [ -f "$path" ]; then version="$(< "$path")"; else version="$("$java" -version 2>&1)"; fi
  if [[ "$version" =~ $pattern ]]; then version="${BASH_REMATCH[3]}"; else version=""; fi
  [ "${version:-0}" -ge 17 ] || fail "Java ${version:-?} is too old. Install JDK 17 or later, or set JAVA_HOME."
}

# In the C locale, Java 17 can only use files with ASCII names. C.UTF-8 differs from it in the encoding alone. Where
# it is missing, bash would warn and Java stays with C.
use_utf8() {
  case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
    C | POSIX) { if [ -n "${LC_ALL:-}" ]; then export LC_ALL=C.UTF-8; else export LC_CTYPE=C.UTF-8; fi; } 2>/dev/null ;;
  esac
}

stale() {
  [ ! -f "$built" ] && return 0
  local newer module
  local -a folders=()
  for module in $modules; do folders+=("$home/$module"); done
  newer="$(find "$home/pom.xml" "${folders[@]}" \( -name target -o -path '*/src/test' \) -prune -o \
    -type f \( -path '*/src/main/*' -o -name pom.xml -o -path '*/statemachine/*.json' \) -newer "$built" -print \
    2>/dev/null | head -n 1)"
  [ -n "$newer" ]
}

# Maven prints colour codes even in batch mode; only a terminal should see them.
maven() {
  cd "$home" || return
  if [ -t 2 ]; then
    mvn -B -q -ntp "$@" >&2
  else
    mvn -B -q -ntp "$@" 2>&1 | sed $'s/\x1b\\[[0-9;]*m//g' >&2
  fi
}

# build MESSAGE ARGUMENTS: builds with Maven. The mark is as old as the start of the build, so that a source that changes
# during the build is newer. Its content is the commit, with "-dirty" if files have changed since.
build() {
  local message="$1"
  shift
  command -v mvn >/dev/null 2>&1 || fail "Maven not found. Install Maven 3.8 or later to build Rondo."
  echo "$name: $message" >&2
  mkdir -p "$(dirname "$built")"
  git -C "$home" describe --always --dirty --exclude='*' > "$built.begun" 2>/dev/null || true
  (maven -Dquick -DskipTests "$@" package) || fail "the build failed. See the messages above."
  mv "$built.begun" "$built"
}

# RONDO_BUILD=never runs the existing build, for tests that run during a build.
needs_build() { [ "${RONDO_BUILD:-}" != never ] && stale; }
