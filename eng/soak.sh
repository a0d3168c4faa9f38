#!/usr/bin/env bash
# Crashes and a full disk, for longer than the tests of every change: kills a process 30 times under load, and three processes on one PostgreSQL, and
# fills the disk of a store.
# The small disk is a mounted tmpfs, which needs root. Usage: bash eng/soak.sh [number of kills]
# bash eng/soak.sh seeds [number] runs the simulation of leases with so many further seeds, 5,000 per step. The last step that passed is in
# soak-seeds, so that a run that was stopped continues there.
set -euo pipefail
cd "$(dirname "$0")/.."

tests=JusInfer.Portal.Tests/bin/Release/net10.0/JusInfer.Portal.Tests.dll
if [[ ${1:-} == seeds ]]; then
  dotnet build JusInfer.Portal.Tests -c Release --nologo -v q
  last=$(cat soak-seeds 2>/dev/null || echo 200)
  for ((end = last + ${2:-100000}; last < end; last += 5000)); do
    JUSINFER_SEEDS=$((last + 1))-$((last + 5000)) dotnet "$tests" -noColor -method '*.No_limit_is_exceeded_no_call_is_lost_and_no_slice_is_lost'
    echo $((last + 5000)) > soak-seeds
  done
  exit
fi

disk=$(mktemp -d)
mount -t tmpfs -o size=64m,mode=0700 tmpfs "$disk"
trap 'umount "$disk" && rmdir "$disk"' EXIT

dotnet build JusInfer.Portal.Tests -c Release --nologo -v q
JUSINFER_KILLS=${1:-30} JUSINFER_NODE_KILLS=${1:-30} JUSINFER_SMALL_DISK=$disk dotnet "$tests" \
  -noColor -class '*.KilledProcessTests' -class '*.ThreeProcessesTests' -class '*.FullDiskTests' -class '*.StoreOutageTests'
