#!/bin/sh
# Connects @TITLE@ to the JusInfer gateway at @ORIGIN@.
#
#   curl -fsSL @ORIGIN@/connect/@CLIENT@/setup.sh | sh
#   curl -fsSL @ORIGIN@/connect/@CLIENT@/setup.sh | sh -s -- --undo
#
# It reads the key from the variable JUSINFER_API_KEY or from the terminal. Before it changes a file, it keeps a copy beside it with the
# ending .jusinfer-backup. --undo restores the copies. It is safe to run it again.
#
# Everything is in functions, so that an incomplete download does nothing.

set -eu

backup_suffix=.jusinfer-backup
load_line='for f in "$HOME"/.config/jusinfer/*.sh; do if [ -r "$f" ]; then . "$f"; fi; done # JusInfer'

# Calls "$1 format path" for each file; the function reads the file's settings from standard input.
each_file() {
  :
@FILES@
}

fail() {
  echo "setup: $1" >&2
  exit 1
}

# The profiles in which shells load the variables: the existing ones, and that of the user's shell.
profiles() {
  for name in .profile .bash_profile .bashrc .zshrc; do
    if [ -e "$HOME/$name" ] || [ "$name" = .profile ]; then echo "$name"; fi
  done
  case ${SHELL:-} in
    */zsh) [ -e "$HOME/.zshrc" ] || echo .zshrc ;;
  esac
}

uses_variables() {
  [ @USES_VARIABLES@ = true ]
}

describe() {
  cat > /dev/null
  if [ -s "$HOME/$2" ]; then echo "  change ~/$2"; else echo "  create ~/$2"; fi
}

describe_all() {
  echo "This connects @TITLE@ to @ORIGIN@. It will"
  each_file describe
  if uses_variables; then profiles | sed 's|^|  load the variables in ~/|'; fi
  echo "and keep a copy of each changed file with the ending $backup_suffix."
}

read_key() {
  key=${JUSINFER_API_KEY:-}
  if [ -z "$key" ]; then
    if ! (: < /dev/tty) 2> /dev/null; then fail "there is no terminal to ask for the key; put it into the variable JUSINFER_API_KEY"; fi
    printf 'Key (begins with jinf_, is not shown): ' > /dev/tty
    saved=$(stty -g < /dev/tty)
    trap 'stty "$saved" < /dev/tty' EXIT
    trap 'exit 1' INT TERM
    stty -echo < /dev/tty
    IFS= read -r key < /dev/tty || true
    stty "$saved" < /dev/tty
    trap - EXIT INT TERM
    echo > /dev/tty
  fi
  case $key in
    jinf_your_key*) fail "this is the key of the examples; mint one at @ORIGIN@/developer/keys" ;;
    *[!A-Za-z0-9_-]*) fail "the key has a character that no key contains" ;;
    jinf_?*) ;;
    *) fail "a key begins with jinf_; mint one at @ORIGIN@/developer/keys" ;;
  esac
}

# Replaces the example's key. The key is in the environment of awk, because other users can see the arguments of a process.
insert_key() {
  KEY=$key awk '{ while (i = index($0, "jinf_your_key")) $0 = substr($0, 1, i - 1) ENVIRON["KEY"] substr($0, i + 13); print }'
}

# Each of these writes to standard output the file $1 with the settings of the file $2.

merge_json() {
  if command -v node > /dev/null 2>&1; then
    node -e '
      const fs = require("fs");
      const read = (file) => JSON.parse(fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "").trim() || "{}");
      const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
      const same = (a, b) => isObject(a) && isObject(b) && ["id", "model", "name"].some((name) => name in b && a[name] === b[name]);
      const merge = (a, b) => {
        if (isObject(a) && isObject(b)) {
          const merged = { ...a };
          for (const name of Object.keys(b)) merged[name] = name in a ? merge(a[name], b[name]) : b[name];
          return merged;
        }
        if (!Array.isArray(a) || !Array.isArray(b)) return b;
        return [...a.map((item) => b.find((other) => same(item, other)) ?? item), ...b.filter((item) => !a.some((other) => same(other, item)))];
      };
      console.log(JSON.stringify(merge(read(process.argv[1]), read(process.argv[2])), null, 2));
    ' "$1" "$2"
  elif command -v python3 > /dev/null 2>&1; then
    python3 -c '
import json, sys

def read(path):
    with open(path, encoding="utf-8-sig") as file:
        return json.loads(file.read().strip() or "{}")

def same(a, b):
    return isinstance(a, dict) and isinstance(b, dict) and any(name in b and a.get(name) == b[name] for name in ("id", "model", "name"))

def merge(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return {**a, **{name: merge(a[name], value) if name in a else value for name, value in b.items()}}
    if not (isinstance(a, list) and isinstance(b, list)):
        return b
    replaced = [next((other for other in b if same(item, other)), item) for item in a]
    return replaced + [item for item in b if not any(same(other, item) for other in a)]

print(json.dumps(merge(read(sys.argv[1]), read(sys.argv[2])), indent=2, ensure_ascii=False))
' "$1" "$2"
  elif [ -s "$1" ]; then
    return 1
  else
    cat "$2"
  fi 2> /dev/null
}

# Lines "name $3 value": replaces those with a name of the settings and adds the rest at the end.
merge_lines() {
  awk -v separator="$3" '
    function name_of(line) { sub("[ \t]*" separator ".*", "", line); return line }
    FNR == NR { settings[name_of($0)] = $0; order[++count] = name_of($0); next }
    name_of($0) in settings { if (!(name_of($0) in done)) print settings[name_of($0)]; done[name_of($0)] = 1; next }
    { print }
    END { for (i = 1; i <= count; i++) if (!(order[i] in done)) print settings[order[i]] }
  ' "$2" "$1"
}

merge_env() {
  merge_lines "$1" "$2" '='
}

merge_yaml() {
  merge_lines "$1" "$2" ':'
}

# Replaces the top-level values and the tables of the settings; top-level values are before the first table.
merge_toml() {
  awk '
    function name_of(line) { sub("[ \t]*=.*", "", line); return line }
    function add_missing() { for (i = 1; i <= count; i++) if (!(order[i] in done)) print settings[order[i]] }
    FNR == NR && /^\[/ { own[$0] = 1; in_own = 1 }
    FNR == NR && in_own { tables = tables $0 "\n"; next }
    FNR == NR { if ($0 != "") { settings[name_of($0)] = $0; order[++count] = name_of($0) } next }
    $0 == "" { blanks++; next }
    /^[ \t]*\[/ {
      if (!seen) { add_missing(); gap = 1 }
      seen = 1
      header = $0
      sub(/^[ \t]*/, "", header)
      sub(/[ \t]*(#.*)?$/, "", header)
      skip = header in own
      if (!skip && gap) blanks = 1
      if (!skip) gap = 0
    }
    skip { blanks = 0; gap = 1; next }
    !seen && (name_of($0) in settings) { $0 = name_of($0) in done ? "" : settings[name_of($0)]; done[name_of($0)] = 1; if ($0 == "") next }
    { for (; blanks > 0; blanks--) print ""; print }
    END { if (!seen) add_missing(); print ""; printf "%s", tables }
  ' "$2" "$1"
}

# Adds the items of the settings to the list "models:", between two comments, and other values only to a new file.
merge_models() {
  indent=$(awk '/^models:/ { found = 1; next } found && /^ *- / { match($0, /^ */); print RLENGTH; exit }' "$1")
  if grep -q '^models:[ \t]*[^ \t#]' "$1"; then return 1; fi
  {
    if [ -s "$1" ]; then cat "$1"; else sed '/^models:/q' "$2"; fi
    if [ -s "$1" ] && ! grep -q '^models:' "$1"; then echo 'models:'; fi
  } | awk -v indent="${indent:-2}" '
    FNR == NR { if (found) items[++count] = substr($0, 3); if (/^models:/) found = 1; next }
    /# JusInfer: end/ { skip = 0; next }
    /# JusInfer: begin/ { skip = 1 }
    skip { next }
    { print }
    /^models:/ {
      margin = sprintf("%" indent "s", "")
      print margin "# JusInfer: begin"
      for (i = 1; i <= count; i++) print margin items[i]
      print margin "# JusInfer: end"
    }
  ' "$2" -
}

# Computes the new content of a file. Nothing is written before all of them could be computed.
prepare() {
  mkdir -p "$work/$(dirname "$2")"
  insert_key > "$work/settings"
  if [ -e "$HOME/$2" ]; then cat "$HOME/$2" > "$work/current"; else : > "$work/current"; fi
  case $1 in
    shell) cat "$work/settings" > "$work/$2" ;;
    *) "merge_$1" "$work/current" "$work/settings" > "$work/$2" ||
      fail "~/$2 could not be merged and nothing was changed (for JSON, node or python3 is needed, and a file without comments). Add the settings by hand: @ORIGIN@/connect/@CLIENT@/" ;;
  esac
}

# Keeps the first copy, so that the file before the first run is restored. An empty copy means that there was no file.
back_up() {
  [ -e "$HOME/$1$backup_suffix" ] && return
  if [ -e "$HOME/$1" ]; then cp -p "$HOME/$1" "$HOME/$1$backup_suffix"; else : > "$HOME/$1$backup_suffix"; fi
}

write() {
  cat > /dev/null
  mkdir -p "$(dirname "$HOME/$2")"
  back_up "$2"
  cat "$work/$2" > "$HOME/$2"
  if grep -q -F -e "$key" "$HOME/$2"; then chmod 600 "$HOME/$2" "$HOME/$2$backup_suffix"; fi
}

load_in_profiles() {
  profiles | while IFS= read -r profile; do
    if grep -q -F -e "$load_line" "$HOME/$profile" 2> /dev/null; then continue; fi
    back_up "$profile"
    printf '%s\n' "$load_line" >> "$HOME/$profile"
  done
}

set_up() {
  describe_all
  read_key
  umask 077
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM
  each_file prepare
  each_file write
  if uses_variables; then load_in_profiles; fi
  echo "Done. @TITLE@ is connected. See its calls at @ORIGIN@/developer/usage"
  if uses_variables; then echo "Open a new terminal first: it loads the variables."; fi
}

restore() {
  cat > /dev/null
  if [ ! -e "$HOME/$2$backup_suffix" ]; then
    echo "  ~/$2 has no copy, nothing to restore"
  elif [ -s "$HOME/$2$backup_suffix" ]; then
    cat "$HOME/$2$backup_suffix" > "$HOME/$2"
    rm -f "$HOME/$2$backup_suffix"
    echo "  restored ~/$2"
  else
    rm -f "$HOME/$2" "$HOME/$2$backup_suffix"
    echo "  deleted ~/$2"
  fi
}

# Other clients may still need the line.
unload_in_profiles() {
  for other in "$HOME"/.config/jusinfer/*.sh; do
    if [ -e "$other" ]; then return; fi
  done
  profiles | while IFS= read -r profile; do
    if ! grep -q -F -e "$load_line" "$HOME/$profile" 2> /dev/null; then continue; fi
    rest=$(grep -v -F -e "$load_line" "$HOME/$profile" || true)
    if [ -n "$rest" ] || [ -s "$HOME/$profile$backup_suffix" ]; then printf '%s\n' "$rest" > "$HOME/$profile"; else rm -f "$HOME/$profile"; fi
    rm -f "$HOME/$profile$backup_suffix"
    echo "  removed the line from ~/$profile"
  done
}

undo() {
  echo "This restores the files as they were before @TITLE@ was connected to @ORIGIN@."
  each_file restore
  if uses_variables; then unload_in_profiles; fi
  echo "Done."
}

main() {
  case ${1:-} in
    '') set_up ;;
    --undo) undo ;;
    *) fail "'$1' is not an option; the only one is --undo" ;;
  esac
}

main "$@"
