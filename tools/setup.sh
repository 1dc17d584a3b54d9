#!/usr/bin/env bash
# tools/setup.sh LEVEL: fill .venv from requirements/; quick when there is nothing to do.
#   server   what the chat needs, with tkinter or without
#   window   the same with tkinter
#   dev      what checks and packaging need as well
#   test     and the virtual display
#   bench    and the servers to compare with
# PYTHON names the interpreter; otherwise it is the first that is new enough and has tkinter.
set -euo pipefail
cd "$(dirname "$0")/.."

level=${1:-}
venv=.venv/bin/python

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

absent() { # absent PACKAGE…: those that are not installed
    local package
    for package; do
        [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

# debian PACKAGE…: install those that are missing, or say which they are.
debian() {
    local missing as_root=() install
    mapfile -t missing < <(absent "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || fail "Install these, then try again: sudo apt-get install ${missing[*]}"
        as_root=(sudo -n)
    fi
    echo "Installing ${missing[*]}"
    install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${missing[@]}")
    # A fresh machine has no package lists, an old one lists of versions that are gone.
    "${install[@]}" >/dev/null 2>&1 && return
    "${as_root[@]}" apt-get -qq update && "${install[@]}" >/dev/null || fail "apt-get could not install ${missing[*]}"
}

fits() { # fits PYTHON MODULE…
    local python=$1 module
    shift
    "$python" -c "import sys; assert sys.version_info >= (3, 11)" 2>/dev/null || return 1
    for module; do "$python" -c "import $module" 2>/dev/null || return 1; done
}

choose() { # choose MODULE…: the first interpreter that has them
    local python
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        fits "$python" venv pip "$@" && { echo "$python"; return; }
    done
    return 1
}

make_venv() {
    local python
    if ! python=$(choose tkinter); then
        if [ "$level" = server ]; then
            python=$(choose) || fail "Parlor needs Python 3.11 or newer with venv and pip." \
                "Debian: apt-get install python3 python3-venv python3-pip. Or name one: make PYTHON=…"
        else
            if [ -z "${PYTHON:-}" ] && command -v apt-get >/dev/null && fits /usr/bin/python3 venv pip; then
                debian python3-tk
            fi
            python=$(choose tkinter) || fail "Parlor's window needs Python 3.11 or newer with tkinter, venv and pip." \
                "Debian: apt-get install python3-tk python3-venv python3-pip. Fedora: dnf install python3-tkinter." \
                "macOS: brew install python-tk. Or name one that has them: make PYTHON=…"
        fi
    fi
    echo "Making .venv with $("$python" -c 'import sys; print(sys.executable)')"
    # Debian's venv cannot bring pip; the interpreter's own pip fills it from outside.
    "$python" -m venv --clear --without-pip .venv
}

install() { # install LOCKFILE: once for each content of the file
    local stamp
    stamp=.venv/$(basename "$1")
    cmp -s "$1" "$stamp" && return
    echo "Installing $1"
    "$("$venv" -c 'import sys; print(sys._base_executable)')" -m pip --python "$venv" \
        install --quiet --disable-pip-version-check --require-hashes -r "$1"
    cp "$1" "$stamp"
}

packaging() { # PyInstaller reads binaries with objdump and takes Python's shared library along
    local version
    version=$("$venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    debian binutils
    if [ "$("$venv" -c 'import sys; print(sys.base_prefix)')" = /usr ]; then
        /sbin/ldconfig -p | grep -q "libpython$version.so.1.0" || debian "libpython$version"
    fi
}

display() {
    local command
    if command -v apt-get >/dev/null; then
        debian xvfb openbox xdotool dbus strace systemd-container fonts-dejavu-core fonts-noto-color-emoji gcc libc6-dev
    fi
    for command in Xvfb openbox xdotool; do
        command -v "$command" >/dev/null || fail "The tests need $command: a virtual display, and someone at it."
    done
}

# servers PACKAGE…: install those that are missing; they run for the benchmarks, not as services.
servers() {
    local missing as_root=()
    mapfile -t missing < <(absent "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    debian "${missing[@]}"
    [ -d /run/systemd/system ] || return 0
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    "${as_root[@]}" systemctl --quiet disable --now "${missing[@]}"
}

case $level in
    server) fits "$venv" || make_venv; install requirements/run.txt ;;
    window) fits "$venv" tkinter || make_venv; install requirements/run.txt ;;
    dev | test | bench)
        fits "$venv" tkinter || make_venv
        install requirements/dev.txt
        [ "$(uname)" = Linux ] || exit 0
        ! command -v apt-get >/dev/null || packaging
        [ "$level" = dev ] || display
        [ "$level" != bench ] || ! command -v apt-get >/dev/null || { debian libssl-dev; servers redis-server ngircd inspircd; }
        ;;
    *) fail "usage: $0 server|window|dev|test|bench" ;;
esac
