# For compare.sh and profile.sh: publishes commits into a folder that goes when the program ends. To be sourced.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "$*" >&2; exit 1; }

require_commit() { git rev-parse --quiet --verify "$1^{commit}" > /dev/null || fail "There is no commit '$1'."; }

idle_ticks() { awk '/^cpu / { print $5 + $6 }' /proc/stat; }
require_two_free_cores() {
  local cores before free
  cores=$(nproc)
  [[ $cores -ge 2 ]] || fail "This needs two cores: one for the gateway, one for client and provider. There is $cores."
  before=$(idle_ticks); sleep 3; free=$(($(idle_ticks) - before))
  [[ $free -ge 510 ]] || fail "Only $((free / 3)) % of a core was free during 3 s, and this needs 170 %. Stop what else runs and start again."
}

work=$(mktemp -d)
trap 'for tree in "$work"/*/tree; do git worktree remove --force "$tree" 2> /dev/null || true; done; rm -rf "$work"' EXIT

# publish NAME COMMIT: the portal is then in $work/NAME/portal.
publish() {
  mkdir "$work/$1"
  git worktree add --quiet --detach "$work/$1/tree" "$2"
  echo "Building $1, $(git log -1 --format='%h %s' "$2")" >&2
  (cd "$work/$1/tree" && dotnet publish JusInfer.Portal -c Release -o "$work/$1/portal" --nologo -v q) > "$work/$1/log" 2>&1 || {
    grep -m 5 error "$work/$1/log" >&2 || tail -5 "$work/$1/log" >&2
    fail "The commit '$2' does not build."
  }
}

# measure ARGUMENTS: runs the benchmarks' own program on the core that the gateway does not use.
measure() {
  dotnet build benchmarks/JusInfer.Benchmarks -c Release --nologo -v q > "$work/log" 2>&1 || { tail -5 "$work/log" >&2; fail "The benchmarks do not build."; }
  dotnet build-server shutdown > /dev/null 2>&1
  taskset -c 1 dotnet benchmarks/JusInfer.Benchmarks/bin/Release/net10.0/JusInfer.Benchmarks.dll "$@"
}
