#!/bin/sh
# Makes the demo data again: flights.csv.gz and airports.csv.gz.
#
#   launcher/src/main/data/make-flights.sh [OUTPUT_DIRECTORY]
#
# Needs Node.js 18 or newer with npm, and access to an npm registry. Everything
# that is downloaded goes to a temporary directory that is removed at the end.
# What the files are and where they come from: PROVENANCE.md beside them.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here/../resources/io/longshore/launcher/demo}
mkdir -p "$out"
out=$(CDPATH= cd -- "$out" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

cp "$here/make-flights.mjs" "$work/"
cd "$work"
echo '{"private": true}' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent --save-exact \
  vega-datasets@3.2.1 hyparquet@1.31.5 hyparquet-compressors@1.1.2 pako@2.1.0

node --max-old-space-size=4096 make-flights.mjs node_modules/vega-datasets/data "$out"
