# SPDX-License-Identifier: MIT
# Shared functions of the scripts in this folder; each sources it first. It prints only to stderr.
# shellcheck shell=bash

name=${0##*/}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
deps=$root/.deps
presets=(release dev asan tsan tidy fuzz)

say() { printf '%s: %s\n' "$name" "$*" >&2; }

# die CODE MESSAGE [HINT]
die() {
  printf '%s: error: %s\n' "$name" "$2" >&2
  if [[ -n ${3:-} ]]; then printf '%s: hint: %s\n' "$name" "$3" >&2; fi
  exit "$1"
}

# usage: prints the comment block at the top of the calling script, without its "#"
usage() { sed -n '3,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

is_preset() {
  local preset
  for preset in "${presets[@]}"; do
    if [[ $1 == "$preset" ]]; then return 0; fi
  done
  return 1
}

require_preset() {
  if ! is_preset "$1"; then
    die 2 "unknown preset '$1', expected one of: ${presets[*]}"
  fi
}
