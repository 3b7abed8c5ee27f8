#!/bin/sh
# Starts the program of this name once every file of it has been found in its full size: what is loaded before Python
# runs could not say in one sentence what is wrong. The build puts names and sizes in place of @NAMES@ and @SIZES@.
program=$0
[ -L "$program" ] && program=$(readlink -f -- "$program")
case $program in */*) ;; *) program=./$program ;; esac
folder=${program%/*}
line='
'
refuse() { printf '%s\n' "$*" >&2; exit 1; }

case $folder in
    *"$line"*) refuse "the name of the program's folder has a line break: rename the folder" ;;
    *[!\ -~]*)
        printf %s "$folder" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
            refuse "the name of the program's folder is not UTF-8 text: rename the folder" ;;
esac

names='@NAMES@'
sizes='@SIZES@'
# one process looks at all of them; which one it is, is asked only when something is wrong
if [ "$(cd -- "$folder" && stat -c %s -- $names 2>&-)" != "$sizes" ]; then
    set -- $sizes
    for name in $names; do
        [ -f "$folder/$name" ] || refuse "$folder/$name: the file is missing; install the program again."
        [ "$(stat -c %s -- "$folder/$name")" = "$1" ] ||
            refuse "$folder/$name: the file is damaged; install the program again."
        shift
    done
fi
exec "$folder/_internal/${program##*/}" "$@"
