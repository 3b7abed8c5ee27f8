#!/usr/bin/env bash
# Installs both files on a machine that has nothing: a minimal Debian 12 without Python, in a chroot. Needs root.
#   packaging/linux/clean_machine.sh
# 1. the .deb where it cannot be installed: by a user without rights, on a full disk
# 2. the .deb by apt over an older version, smoke test; one of other content over the running program; ours over that
#    newer version; removal: nothing may be left but the user's own data
# 3. the portable archive with only the libraries of packaging/linux/libraries.txt, on a read-only medium whose path has
#    blanks and accents, then on a writable one
# All of it lies in build/clean-machine, and what is mounted there is mounted for this run alone: however it ends, nothing
# stays mounted, and the next run clears away what one that was killed has left.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "$0")/../.."
here=packaging/linux
place=build/clean-machine
base=$place/base.tar
python=.venv-package/bin/python
deb=$(ls dist/waymark_*_*.deb)
archive=$(ls dist/waymark-*.tar.xz)
user="--userspec=65534:65534"

fail() { printf 'clean machine: %s\n' "$*" >&2; exit 1; }
say() { printf '== %s\n' "$*"; }

[ "$(id -u)" = 0 ] || fail "a chroot needs root"
command -v debootstrap >/dev/null || fail "debootstrap is missing; apt-get install debootstrap"

if [ "${1:-}" != apart ]; then exec unshare --mount --propagation private "$0" apart; fi
mkdir -p $place
exec 9<$place
flock --nonblock 9 || fail "another run is under way"
rm -rf --one-file-system $place/temp
mkdir $place/temp
export TMPDIR=$PWD/$place/temp

root=""
close() {
    [ -z "$root" ] && return
    for mounted in "$root/opt" "$root/mnt/ö stick" "$root/proc"; do
        if mountpoint -q "$mounted"; then umount --lazy "$mounted"; fi
    done
    rm -rf --one-file-system "$root"
    root=""
}
trap close EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | head -1)}
if [ ! -f $base ]; then
    say "making the base from $mirror"
    root=$(mktemp -d)
    debootstrap --variant=minbase bookworm "$root" "$mirror" > $place/debootstrap.log
    tar -C "$root" -cf $base.part . && mv $base.part $base
fi

# A new machine in $root.
fresh() {
    close
    root=$(mktemp -d)
    tar -C "$root" -xf $base
    chmod 755 "$root"
    cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
    mount -t proc proc "$root/proc"
    [ -z "$(find "$root"/usr/bin "$root"/usr/lib -maxdepth 1 -name 'python*' -o -maxdepth 1 -name 'libpython*')" ] \
        || fail "the base has a Python"
    inside apt-get update -qq
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
install() {
    inside apt-get install -y -qq --no-install-recommends "$@" > $place/apt.log 2>&1 && return
    tail -5 $place/apt.log
    fail "apt could not install"
}
smoke() { $python packaging/smoke.py --root "$root" "$@"; }
traces() {
    find "$root" -xdev -iname '*waymark*' ! -path "$root/var/lib/dpkg/*" ! -path "$root/var/log/*" \
        ! -path "$root/var/cache/*" -printf '/%P\n' | sort
}

# A package like ours of another version, as the name of a file in the new machine; with `changed`, of other content too.
version_of() {
    local made=$root/root/waymark_$1.deb tree
    tree=$(mktemp -d)
    dpkg-deb -R "$deb" "$tree"
    if [ "${2:-}" = changed ]; then $python $here/changed.py "$tree/opt/waymark" > $place/changed.log; fi
    sed -i "s/^Version: .*/Version: $1/" "$tree/DEBIAN/control"
    dpkg-deb --root-owner-group -Zgzip -z1 -b "$tree" "$made" >/dev/null
    rm -rf "$tree"
    echo "/root/waymark_$1.deb"
}
installed() { chroot "$root" dpkg-query -W -f '${Status} ${Version}' waymark 2>/dev/null || true; }
expect() { [ "$(installed)" = "install ok installed $1" ] || fail "installed is '$(installed)', not $1"; }
# Expect a command to fail with these words.
refused() {
    local words=$1 log=$place/refused.log
    shift
    if "$@" > $log 2>&1; then fail "it went on: $*"; fi
    grep -q -- "$words" $log || { cat $log; fail "it did not say '$words'"; }
    say "refused: $(grep -m1 -- "$words" $log)"
}

ours="/root/$(basename "$deb")"
version=$(dpkg-deb -f "$deb" Version)

say "the .deb where it cannot be installed"
fresh
cp "$deb" "$root/root/"
chmod 755 "$root/root"
refused "are you root?" chroot $user "$root" apt-get install -y "$ours"
mkdir -p "$root/opt"
mount -t tmpfs -o size=60m full "$root/opt"
refused "No space left on device" inside apt-get install -y --no-install-recommends "$ours"
umount "$root/opt"
[ -z "$(installed | grep ' installed')" ] || fail "a full disk left it installed"

say "the .deb"
install "$(version_of 0.0.1)"
expect 0.0.1
install "$ours"
expect "$version"
say "upgraded from 0.0.1 to $version"
inside waymark-cli --version
mkdir -p "$root/home/user" && chown 65534:65534 "$root/home/user"
smoke /opt/waymark --screenshot $place/installed.png
chroot $user "$root" env -i HOME=/home/user PATH=/usr/bin:/bin waymark-cli search pregabalin >/dev/null
newer=$(version_of 99.0 changed)
smoke /opt/waymark --during chroot "$root" dpkg -i "$newer"
expect 99.0
inside waymark-cli show lumbosacral-plexopathy | grep -q "another content" || fail "the new content is not shown"
say "installed over the running program, with other content; its window stayed"
refused "allow-downgrades" inside apt-get install -y "$ours"
inside dpkg -i "$ours" > $place/downgrade.log 2>&1
grep downgrading $place/downgrade.log
expect "$version"
smoke /opt/waymark
rm "$root"/root/*.deb
mkdir -p "$root/home/user/.local/share/waymark" && touch "$root/home/user/.local/share/waymark/settings.toml"
inside apt-get remove -y -qq waymark >/dev/null 2>&1
left=$(traces | grep -v '^/home/user/' || true)
[ -z "$left" ] || fail "removing left: $left"
[ -d "$root/opt" ] || fail "removing took /opt, which was there before"
[ -f "$root/home/user/.local/share/waymark/settings.toml" ] || fail "removing took the user's own data"
say "removed; left: $(traces | tr '\n' ' ')"

say "the portable archive"
fresh
mapfile -t packages < <(grep -v '^#' $here/libraries.txt | cut -d' ' -f1)
install "${packages[@]}"
stick="$root/mnt/ö stick"
mkdir -p "$stick"
tar -C "$stick" -xf "$archive"
folder=$(basename "$archive" .tar.xz)
mount --bind "$stick" "$stick"
mount -o remount,bind,ro "$stick"
smoke "/mnt/ö stick/$folder" --read-only --screenshot $place/portable.png
say "on a writable stick"
umount "$stick"
chown -R 65534:65534 "$stick"
smoke "/mnt/ö stick/$folder"
[ -d "$stick/$folder/data" ] || fail "the portable program kept nothing beside itself"
say "clean machine: all is well"
