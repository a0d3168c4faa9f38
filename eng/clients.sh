#!/usr/bin/env bash
# Installs the clients that the tests' second stage runs, from npm, each at the version that the lock files name: the official SDKs
# (385 MB, half of it a Node.js newer than many a machine's own) and the coding agents (2 GB). Nothing is installed outside of
# JusInfer.Clients/npm/. Usage: bash eng/clients.sh [sdks] [agents]; both where none is named.
set -euo pipefail
cd "$(dirname "$0")/../JusInfer.Clients/npm"

if [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo "The clients are installed as binaries for Linux x86_64; this is $(uname -sm)." >&2
  exit 1
fi
command -v npm >/dev/null || { echo "npm is needed to install the clients: install Node.js 20 or newer." >&2; exit 1; }

[ $# -gt 0 ] || set -- sdks agents
for folder in "$@"; do
  stamp=$folder/node_modules/.installed-from
  if cmp -s "$folder/package-lock.json" "$stamp"; then continue; fi
  echo "Installing the $folder"
  (cd "$folder" && npm ci --loglevel=error)
  cp "$folder/package-lock.json" "$stamp"
done
