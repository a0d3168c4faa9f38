#!/usr/bin/env bash
# Crashes and a full disk, for longer than the tests of every change: kills the process 30 times under load and fills the disk of its store.
# The small disk is a mounted tmpfs, which needs root. Usage: bash eng/soak.sh [number of kills]
set -euo pipefail
cd "$(dirname "$0")/.."

disk=$(mktemp -d)
mount -t tmpfs -o size=64m,mode=0700 tmpfs "$disk"
trap 'umount "$disk" && rmdir "$disk"' EXIT

dotnet build JusInfer.Portal.Tests -c Release --nologo -v q
JUSINFER_KILLS=${1:-30} JUSINFER_SMALL_DISK=$disk dotnet JusInfer.Portal.Tests/bin/Release/net10.0/JusInfer.Portal.Tests.dll \
  -noColor -class '*.KilledProcessTests' -class '*.FullDiskTests' -class '*.StoreOutageTests'
