#!/usr/bin/env bash
#
# Puts the tools, their completions for bash, zsh and fish, and their manual pages below a folder:
#
#   pipelines/install.sh                       into ~/.local
#   pipelines/install.sh --prefix /usr/local   into another folder
#   pipelines/install.sh --uninstall           removes what is there, and nothing else; with the same --prefix
#
# The tools come from the folder BIN; without BIN, system libraries are installed where they are missing, and the tools
# are built. Doing it again replaces what was installed. A file that was there before and is not ours is never replaced:
# the script names it and installs nothing. share/letterpress/installed below the prefix lists what was installed.
. "$(dirname "$0")/lib.sh"

tools=(bpe-train bpe-encode shard lm-train lm-eval lm-sample manifest tell-stories)

prefix=${HOME:-}/.local
action=install
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix)
      [ -n "${2:-}" ] || refuse "--prefix needs a folder; or leave it out for ~/.local"
      prefix=$(from_caller "$2")
      shift
      ;;
    --prefix=?*) prefix=$(from_caller "${1#*=}") ;;
    --uninstall) action=uninstall ;;
    *) refuse "unexpected $1; expected --prefix FOLDER or --uninstall, see --help" ;;
  esac
  shift
done
while [ "$prefix" != / ] && [ "${prefix%/}" != "$prefix" ]; do prefix=${prefix%/}; done
list=$prefix/share/letterpress/installed

# installed_before: the files of an earlier installation, below the prefix, one a line; then its folders, deepest first.
installed_before() { if [ -f "$list" ]; then cat "$list"; fi; }

# remove_listed LIST: files first, then the folders that were made for them and are empty now.
remove_listed() {
  local path
  while IFS= read -r path; do
    case "$path" in
      '' | /* | ../* | */../* | */..) refuse "$list: $path is not below the prefix; look at the list before you go on" ;;
      ./) rmdir "$prefix" 2>/dev/null || true ;;
      */) rmdir "$prefix/$path" 2>/dev/null || true ;;
      *) rm -f "$prefix/$path" ;;
    esac
  done <"$1"
}

uninstall() {
  [ -f "$list" ] || refuse "nothing is installed below $prefix: there is no $list; say which --prefix it was"
  local copy count
  copy=$(mktemp)
  cat "$list" >"$copy"
  count=$(grep -vc '/$' "$copy")
  remove_listed "$copy"
  rm -f "$copy"
  say "removed $count files from $prefix"
}

# stage: everything, as it will lie below the prefix, in $scratch/new.
stage() {
  local tool new=$scratch/new share=$scratch/new/share
  mkdir -p "$new/bin" "$share/bash-completion/completions" "$share/zsh/site-functions" \
    "$share/fish/vendor_completions.d" "$share/man/man1" "$share/letterpress"
  for tool in "${tools[@]}"; do
    [ -x "$BIN/$tool" ] || refuse "no $tool in $BIN; build the tools with pipelines/build.sh, or say BIN=FOLDER"
    install -m 755 "$BIN/$tool" "$new/bin/$tool"
    "$BIN/$tool" --generate-completion-script bash >"$share/bash-completion/completions/$tool"
    "$BIN/$tool" --generate-completion-script zsh >"$share/zsh/site-functions/_$tool"
    "$BIN/$tool" --generate-completion-script fish >"$share/fish/vendor_completions.d/$tool.fish"
    "$BIN/$tool" --generate-manual >"$share/man/man1/$tool.1"
  done
  (cd "$new" && find . -type f | sed 's:^\./::' | LC_ALL=C sort) >"$scratch/files"
}

# refuse_foreign: nothing is written where a file is in the way that no earlier installation put there.
refuse_foreign() {
  local path
  while IFS= read -r path; do
    [ -e "$prefix/$path" ] || [ -L "$prefix/$path" ] || continue
    installed_before | grep -qxF "$path" ||
      refuse "$prefix/$path is there and was not installed by this script; move it away or choose another --prefix"
  done <"$scratch/files"
}

# new_folders: those that the installation makes, deepest first, each with a / at its end.
new_folders() {
  local path folder
  [ -d "$prefix" ] || echo ./
  while IFS= read -r path; do
    folder=$(dirname "$path")
    while [ "$folder" != . ]; do
      [ -d "$prefix/$folder" ] || printf '%s/\n' "$folder"
      folder=$(dirname "$folder")
    done
  done < <(cat "$scratch/files" && echo share/letterpress/installed) | LC_ALL=C sort -ru
}

put() {
  local path
  while IFS= read -r path; do
    mkdir -p "$prefix/$(dirname "$path")"
    # A tool that is running keeps its file: the new one takes the name.
    cp "$scratch/new/$path" "$prefix/$path.new"
    mv "$prefix/$path.new" "$prefix/$path"
  done <"$scratch/files"
}

install_all() {
  make_scratch
  need_tools
  stage
  refuse_foreign
  {
    cat "$scratch/files"
    echo share/letterpress/installed
    { new_folders; installed_before | grep '/$' || true; } | LC_ALL=C sort -ru
  } >"$scratch/list"
  # What an earlier version had and this one has not.
  installed_before | grep -v '/$' | grep -vxFf "$scratch/list" >"$scratch/gone" || true
  remove_listed "$scratch/gone"
  mkdir -p "$(dirname "$list")" || fail "$prefix: cannot write there; choose another --prefix"
  cp "$scratch/list" "$list"
  put
  tell
}

tell() {
  say "${#tools[@]} tools in $prefix/bin, with completions for bash, zsh and fish and manual pages in $prefix/share"
  case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) say "add to your shell's start file: export PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
  say "zsh needs, before compinit: fpath=(\"$prefix/share/zsh/site-functions\" \$fpath)"
  say "pipelines/install.sh --prefix $prefix --uninstall removes all of it"
}

if [ "$action" = uninstall ]; then uninstall; else install_all; fi
