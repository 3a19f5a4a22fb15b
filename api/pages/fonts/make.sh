#!/usr/bin/env bash
# Makes the fonts of the public pages from those of the desk: one weight each, and only the letters
# that rulings need, so that a first visit stays small.
#   ./make.sh          needs fonttools and brotli (pip install fonttools brotli), and `npm ci` in frontend/
set -euo pipefail
cd "$(dirname "$0")"
from=../../../frontend/node_modules/@fontsource-variable
draft=$(mktemp)
trap 'rm -f "$draft"' EXIT

# English, French and Spanish with their signs.
latin="U+0020-007E,U+00A0-00A1,U+00A3,U+00A7,U+00A9-00AB,U+00B0-00B1,U+00B6-00B7,U+00BA-00BB,U+00BF-00FF,U+0152-0153,U+0178,U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+20AC,U+2212"
# Names of people and places in other Latin alphabets.
further="U+0100-0151,U+0154-0177,U+0179-017F,U+0218-021B,U+1E00-1EFF"
arabic="U+0600-06FF,U+200C-200F,U+FB50-FDFF,U+FE70-FEFC"

make() { # file weight letters name
  fonttools varLib.instancer -q "$from/$1" wght="$2" -o "$draft"
  pyftsubset "$draft" --unicodes="$3" --flavor=woff2 --no-hinting --desubroutinize --name-IDs='0,13,14' \
    --layout-features='kern,liga,tnum,mark,mkmk,locl,ccmp,init,medi,fina,rlig,calt,isol' --output-file="$4"
}
make source-serif-4/files/source-serif-4-latin-wght-normal.woff2 400 "$latin" serif-400.woff2
make source-serif-4/files/source-serif-4-latin-wght-normal.woff2 600 "$latin" serif-600.woff2
make source-serif-4/files/source-serif-4-latin-ext-wght-normal.woff2 400 "$further" serif-further-400.woff2
make source-sans-3/files/source-sans-3-latin-wght-normal.woff2 400 "$latin" sans-400.woff2
make source-sans-3/files/source-sans-3-latin-ext-wght-normal.woff2 400 "$further" sans-further-400.woff2
make noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2 400 "$arabic" arabic-400.woff2
