#!/usr/bin/env bash
# Compares what a call costs at two commits: CPU of calls of 2 KB, 60 KB and streams, and memory.
# Usage: bash benchmarks/compare.sh OLD NEW [minutes, 30 unless told]
# Linux with two cores that nothing else uses. A ratio is called changed only if its interval of 99 % excludes 1.
source "$(dirname "$0")/commits.sh"

[[ $# -ge 2 && $# -le 3 ]] || fail "Usage: bash benchmarks/compare.sh OLD NEW [minutes]. OLD and NEW are commits."
minutes=${3:-30}
[[ $minutes =~ ^[0-9]+$ && $minutes -ge 10 ]] || fail "'$minutes' is not a number of minutes of at least 10: five rounds take nine."
require_commit "$1"
require_commit "$2"
require_two_free_cores
publish old "$1"
publish new "$2"
measure compare "$work/old/portal" "$work/new/portal" "$minutes"
