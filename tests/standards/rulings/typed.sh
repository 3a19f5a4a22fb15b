#!/usr/bin/env bash
# Types JSON-LD against the vocabulary of schema.org: an unknown type or property is an error.
# usage: typed.sh FILE.jsonld
set -euo pipefail
web=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../frontend
folder=$(mktemp -d -p "$web" typed.XXXXXX)
trap 'rm -rf "$folder"' EXIT
{
  echo "import type { CreativeWork, WithContext } from 'schema-dts'"
  printf 'export const ruling: WithContext<CreativeWork> = '
  cat "$1"
} >"$folder/ruling.ts"
cd "$web"
node_modules/.bin/tsc --noEmit --strict --skipLibCheck --module nodenext --moduleResolution nodenext "$folder/ruling.ts"
