#!/bin/sh
# Makes this clone able to run (or, with "test", also to be tested): system packages, .venv, locked dependencies.
# Idempotent; a second run finds its stamp and returns at once. Works as root and as a user with sudo; where something
# cannot be installed it says what and how, and goes on if it can.
#
#   scripts/bootstrap.sh run|test
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

kind=${1:-run}
for_window="python3-venv ca-certificates libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
for_tour="poppler-utils"
for_tests="git xvfb xauth gnome-keyring dbus softhsm2 opensc openssl postgresql-15"
case $kind in
    run) packages="$for_window $for_tour" ;;
    test) packages="$for_window $for_tour $for_tests" ;;
    *) echo "usage: scripts/bootstrap.sh run|test" >&2; exit 2 ;;
esac

say() { printf '%s\n' "bootstrap: $*" >&2; }

# --- Has it all been done? -------------------------------------------------------------------------------------------

python=.venv/bin/python
stamp=.venv/.ready
wanted=$(cat requirements/lock.txt pyproject.toml scripts/bootstrap.sh | cksum)" $root"
is_ready() { [ -x "$python" ] && [ -f "$stamp-$1" ] && [ "$(cat "$stamp-$1")" = "$wanted" ]; }
if is_ready "$kind" || { [ "$kind" = run ] && is_ready test; }; then
    exit 0
fi

# One at a time, where flock exists: two builds of one .venv would spoil each other.
mkdir -p build
if [ -z "${ECABINET_BOOTSTRAP_LOCKED:-}" ] && command -v flock >/dev/null 2>&1; then
    ECABINET_BOOTSTRAP_LOCKED=1 exec flock build/.bootstrap.lock "$0" "$kind"
fi

# --- System packages -------------------------------------------------------------------------------------------------

is_installed() {
    # Newer releases carry some libraries under a name that ends in t64.
    dpkg-query -W -f='${db:Status-Status}\n' "$1" "${1}t64" 2>/dev/null | grep -qx installed
}

good_python() {
    # The newest interpreter that is new enough and can make an environment with pip inside.
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

missing=""
if command -v dpkg-query >/dev/null 2>&1; then
    for package in $packages; do
        if [ "$package" = python3-venv ] && good_python >/dev/null; then continue; fi
        # Any PostgreSQL server will do.
        if [ "$package" = postgresql-15 ] && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then continue; fi
        is_installed "$package" || missing="$missing $package"
    done
else
    say "this is not a Debian system: please see to these yourself (Debian's names): $packages"
fi

as_root=""
may_install=no
if [ "$(id -u)" = 0 ]; then
    may_install=yes
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    may_install=yes
    as_root=sudo
fi

explain_packages() {
    say "$1"
    say "please have an administrator run:  apt-get update && apt-get install$missing"
}

name_postgresql() {
    # Releases after Debian 12 carry another version.
    apt-cache show postgresql-15 >/dev/null 2>&1 || missing=$(echo "$missing" | sed 's/postgresql-15/postgresql/')
}

complete=yes
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1 || [ "$may_install" = no ]; then
        explain_packages "packages are missing and you can neither act as root nor use sudo"
        complete=no
    else
        say "installing with apt-get:$missing"
        # shellcheck disable=SC2086  # the lists are words
        if ! { $as_root apt-get update -q >&2 && name_postgresql &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2; }; then
            explain_packages "apt-get did not succeed (its own words are above)"
            complete=no
        fi
    fi
    [ "$complete" = yes ] || say "going on without them: what needs them will say so or be skipped"
fi

# --- Python environment ----------------------------------------------------------------------------------------------

make_environment() {
    if ! interpreter=$(good_python); then
        say "no Python 3.11 or later with the modules venv and ensurepip"
        say "on Debian 12 and later:  apt-get install python3 python3-venv"
        exit 1
    fi
    # An environment that was moved, half made, or made by an interpreter that is gone, is made anew.
    if ! "$python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        ! grep -qF "$root/.venv" .venv/bin/activate 2>/dev/null; then
        say "making .venv with $interpreter"
        rm -rf .venv
        "$interpreter" -m venv .venv
    fi
    say "installing the locked dependencies (requirements/lock.txt)"
    if ! "$python" -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes \
        -r requirements/lock.txt; then
        say "pip could not install requirements/lock.txt (its own words are above)"
        say "it needs a package index that it can reach; behind a mirror or proxy, set it in pip's own configuration"
        exit 1
    fi
    # The project itself, in place: commands ecabinet and ecabinet-hub in .venv/bin.
    "$python" -m pip install -qq --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
    printf '%s' "$wanted" >"$stamp-python"
}

is_ready python || make_environment

# Without its packages this clone is asked again next time.
if [ "$complete" = yes ]; then
    printf '%s' "$wanted" >"$stamp-$kind"
fi
[ "$complete" = yes ] && say "ready"
exit 0
