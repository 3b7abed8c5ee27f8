#!/usr/bin/env bash
# Packs dist/Waymark.app into a disk image. Runs on macOS alone; not yet run by the project.
#   packaging/macos/make_dmg.sh VERSION
# With WAYMARK_SIGN set to a "Developer ID Application" identity the app is signed; without, macOS asks the user once.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?version}
app=dist/Waymark.app
[ -d $app ] || { echo "make_dmg: $app is missing; run packaging/build.py first" >&2; exit 1; }
codesign --force --deep --options runtime --sign "${WAYMARK_SIGN:--}" $app
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM HUP
cp -R $app "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname Waymark -srcfolder "$folder" -format UDZO -ov "dist/waymark-$version-macos.dmg"
