#!/bin/sh
# Starts the program of this name once every file of it has been found in its full size, and those that are loaded
# before the program can speak for itself have been found whole: these could not say in one sentence what is wrong. The
# build puts names, sizes and the sums of cksum in place of the words between @.
line='
'
refuse() { printf '%s\n' "$*" >&2; box "$*" >/dev/null 2>&1; exit 1; }
box() { # for whoever started the window from a menu, by the first of these that the system has
    [ "${program##*/}" = waymark ] && [ ! -t 2 ] && [ -n "$DISPLAY$WAYLAND_DISPLAY" ] || return
    for tool in "zenity --error --no-markup --text" "kdialog --error" "xmessage -center" "notify-send Waymark"; do
        command -v "${tool%% *}" && { $tool "$1"; return; }
    done
}

program=$0
if [ -L "$program" ]; then
    program=$(readlink -f -- "$0" 2>&-) || { program=$0 && refuse "$0: the command readlink is not in PATH: add /usr/bin"; }
fi
case $program in /* | ./* | ../*) ;; *) program=./$program ;; esac # so that cd looks nowhere else, in CDPATH
folder=${program%/*}

# a script that is cut short is run as far as it goes; where there is no tail, nothing is asked
case $(tail -n 1 -- "$program" 2>&-) in "" | "# the end") ;; *) refuse "$program: the file is damaged; install the program again." ;; esac
names='@NAMES@'
sizes='@SIZES@'
first='@FIRST@'
sums='@SUMS@'
sums_fit() { [ "$(cd -- "$folder" && cksum -- $first 2>&-)" = "$sums" ]; }
sums_fit & # meanwhile the rest is looked at
summing=$!
case $folder in
    *"$line"*) refuse "the name of the program's folder has a line break: rename the folder" ;;
    *[!\ -~]*)
        ! command -v iconv >/dev/null || printf %s "$folder" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
            refuse "the name of the program's folder is not UTF-8 text: rename the folder" ;;
esac
case $(cd -P -- "$folder" && pwd) in
    *[:\;]*) refuse "the path of the program has a colon or a semicolon, at which the system cuts it: rename the folder" ;;
esac

damaged() { refuse "$folder/$1: the file is damaged; install the program again."; }
# one process looks at all of them; which one it is, is asked only when something is wrong
if [ "$(cd -- "$folder" && stat -c %s -- $names 2>&-)" != "$sizes" ]; then
    for name in $names; do
        size=${sizes%%"$line"*} sizes=${sizes#*"$line"}
        [ -f "$folder/$name" ] || refuse "$folder/$name: the file is missing; install the program again."
        found=$(stat -c %s -- "$folder/$name" 2>&-) # nothing, where there is no stat
        [ "${found:-$size}" = "$size" ] || damaged "$name"
    done
fi
if ! wait "$summing"; then
    for name in $first; do
        sum=${sums%%"$line"*} sums=${sums#*"$line"}
        found=$(cd -- "$folder" && cksum -- "$name" 2>&-)
        [ "${found:-$sum}" = "$sum" ] || damaged "$name"
    done
fi
inner=$folder/_internal/${program##*/}
[ -x "$inner" ] || refuse "$inner: it may not be run here: the medium is mounted \"noexec\", or the file has no right to be run; copy the program elsewhere"
# of these only the local ones are spoken to
case ";$DBUS_SESSION_BUS_ADDRESS;$DBUS_SYSTEM_BUS_ADDRESS;$AT_SPI_BUS_ADDRESS" in
    *\;tcp:* | *\;nonce-tcp:*) unset DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS AT_SPI_BUS_ADDRESS ;;
esac
# a large piece of memory goes back to the system as soon as it is free
export MALLOC_MMAP_THRESHOLD_=131072
exec "$inner" "$@"
# the end
