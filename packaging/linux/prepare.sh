#!/usr/bin/env bash
# Makes a fresh Debian or Ubuntu machine ready: system libraries, a .venv, the locked packages, the two commands.
#   packaging/linux/prepare.sh run     what the program needs
#   packaging/linux/prepare.sh dev     that, and what the tests and checks need
#   packaging/linux/prepare.sh package what building the installable files needs, in a .venv-package of its own
# Does only what is missing, so the second time takes a second.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "$0")/../.."
kind=${1:?run, dev or package}
venv=.venv
if [ "$kind" = package ]; then venv=.venv-package; fi

say() { printf '%s\n' "$*"; }
fail() { printf 'cannot go on: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "these system packages need root, and there is no sudo: ${*: -1}"
    fi
}

python=${PYTHON:-python3}
command -v "$python" >/dev/null || fail "Python 3.11 or later is needed, and '$python' was not found."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "Python 3.11 or later is needed; '$python' is $("$python" -V 2>&1)."

install_libraries() {
    command -v ldconfig >/dev/null || PATH=$PATH:/sbin:/usr/sbin
    local known missing=()
    known=$(ldconfig -p 2>/dev/null || true)
    while read -r package library; do
        [[ $package == \#* || -z $package ]] && continue
        [[ $known == *"$library "* ]] || missing+=("$package")
    done < packaging/linux/libraries.txt
    "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=("python3-venv")
    if [ "$kind" = dev ]; then
        command -v strace >/dev/null || missing+=(strace)
    fi
    if [ "$kind" = package ]; then
        while read -r package path; do
            [[ $package == \#* || -z $package ]] && continue
            [ -e "$path" ] || [[ $known == *"$path "* ]] || missing+=("$package")
        done < packaging/linux/build-tools.txt
        local own
        own=$("$python" -c 'import sysconfig as s; print(s.get_config_var("LIBDIR"), s.get_config_var("INSTSONAME"), sep="/")')
        [[ $own == *.so* ]] || fail "PyInstaller needs a Python with a shared library; '$python' has none."
        [ -e "$own" ] || [[ $known == *"${own##*/} "* ]] || { own=${own##*/}; missing+=("${own%%.so*}"); }
    fi
    [ ${#missing[@]} = 0 ] && return
    command -v apt-get >/dev/null || fail "these libraries are missing, and there is no apt-get to install them: ${missing[*]}"
    say "Installing system libraries: ${missing[*]}"
    as_root apt-get update -qq || fail "apt-get update failed; is a package mirror within reach?"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "apt-get could not install: ${missing[*]}"
}

# libraries of Debian travel with the program: they shall be the newest; without root or a mirror the build warns
upgrade_bundled() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    local bundled
    mapfile -t bundled < packaging/linux/bundled.txt
    [ -n "$(find /var/lib/apt/lists -maxdepth 0 -mmin -1440)" ] || apt-get update -qq || say "No package mirror is within reach."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --only-upgrade "${bundled[@]}" >/dev/null \
        || say "These could not be upgraded: ${bundled[*]}"
}

install_packages() {
    local lock=packaging/requirements/$kind.txt stamp=$venv/.installed-$kind
    if [ -f "$stamp" ] && cmp -s "$lock" "$stamp"; then return; fi
    if [ ! -x $venv/bin/python ]; then
        say "Making $venv"
        "$python" -m venv $venv || fail "the virtual environment $venv could not be made."
    fi
    say "Installing the locked packages ($lock)"
    $venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock" \
        || fail "pip could not install the packages of $lock; is a package index within reach?"
    # the packages are built from the checkout itself
    [ "$kind" = package ] || $venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . \
        || fail "pip could not install the program into $venv."
    cp "$lock" "$stamp"
}

install_libraries
if [ "$kind" = package ]; then upgrade_bundled; fi
install_packages
