#!/usr/bin/env bash
# Makes the fonts of the PDF files: the letters of the official languages that are written in Latin,
# Cyrillic and Arabic, from the whole fonts that npm has (OFL). Typst takes TrueType files.
#   ./make.sh folder    folder: where the packages @expo-google-fonts/source-serif-4 (0.4.1),
#                       source-sans-3 (0.4.1) and noto-sans-arabic (0.4.3) are unpacked; needs fonttools
set -euo pipefail
from=$(realpath "$1")
cd "$(dirname "$0")"
european="U+0020-007E,U+00A0-024F,U+02C6-02DD,U+0300-036F,U+0370-03FF,U+0400-04FF,U+1E00-1EFF,U+2010-2027,U+2030-203A,U+2044,U+2070-209F,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2260-2265"
arabic="U+0020-007E,U+00A0,U+0600-06FF,U+0750-077F,U+200C-200F,U+2018-201D,U+FB50-FDFF,U+FE70-FEFC"
# A part of a font whose name is reserved carries another name.
rename() { # file family style
  python3 - "$@" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont
path, family, style = sys.argv[1:4]
font = TTFont(path)
for record in list(font["name"].names):
    if record.nameID not in (0, 13, 14):
        font["name"].removeNames(nameID=record.nameID)
plain = style in ("Regular", "Italic")
given = {1: family if plain else f"{family} {style}", 2: style if plain else "Regular", 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", ""), 16: family, 17: style}
for number, text in given.items():
    font["name"].setName(text, number, 3, 1, 0x409)
font.save(path)
PYTHON
}
make() { # file letters name family style
  pyftsubset "$(find "$from" -name "$1" | head -1)" --unicodes="$2" --no-hinting --name-IDs='*' --output-file="$3" \
    --layout-features='kern,liga,tnum,lnum,mark,mkmk,locl,ccmp,init,medi,fina,rlig,calt,isol'
  rename "$3" "$4" "$5"
}
make SourceSerif4_400Regular.ttf "$european" serif-400.ttf "Proviso Serif" Regular
make SourceSerif4_400Regular_Italic.ttf "$european" serif-400-italic.ttf "Proviso Serif" Italic
make SourceSerif4_600SemiBold.ttf "$european" serif-600.ttf "Proviso Serif" SemiBold
make SourceSans3_400Regular.ttf "$european" sans-400.ttf "Proviso Sans" Regular
make SourceSans3_600SemiBold.ttf "$european" sans-600.ttf "Proviso Sans" SemiBold
make NotoSansArabic_400Regular.ttf "$arabic" arabic-400.ttf "Proviso Arabic" Regular
make NotoSansArabic_600SemiBold.ttf "$arabic" arabic-600.ttf "Proviso Arabic" SemiBold
