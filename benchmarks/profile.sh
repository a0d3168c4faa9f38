#!/usr/bin/env bash
# Says where the CPU time of a call goes at a commit: by component, thread and method, with what is compiled and allocated.
# Usage: bash benchmarks/profile.sh [COMMIT, HEAD unless told]
# Linux with two cores that nothing else uses, and perf (in Debian: linux-perf). It takes three minutes after the build.
source "$(dirname "$0")/commits.sh"

[[ $# -le 1 ]] || fail "Usage: bash benchmarks/profile.sh [COMMIT]"
command -v perf > /dev/null || fail "perf is missing. In Debian it is in the package linux-perf."
require_commit "${1:-HEAD}"
require_two_free_cores
publish portal "${1:-HEAD}"
measure profile "$work/portal/portal"
