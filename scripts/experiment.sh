# SPDX-License-Identifier: MIT
# Shared code of the experiment scripts: options, steps that are skipped if finished, and table rows.
# shellcheck shell=bash disable=SC2034,SC2154

data=()
runs='' iterations='' limit='' quick=no

# Reads --quick, --iterations, --limit, --runs, --data, --help.
read_options() {
  while (($#)); do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --quick) quick=yes; shift; continue ;;
      --iterations | --limit | --runs | --data) ;;
      *) die 2 "unknown argument '$1'" "see $name --help" ;;
    esac
    if (($# < 2)) || [[ -z $2 ]]; then die 2 "$1: expected a value, found none"; fi
    case $1 in
      --iterations) iterations=$2 ;;
      --limit) limit=$2 ;;
      --runs) runs=$2 ;;
      --data) data=(--data "$2") ;;
    esac
    shift 2
  done
}

# is_finished FILE: whether a summary.json or classify.json records a finished run
is_finished() { [[ -f $1 ]] && grep -q '"state": "finished"' "$1"; }

# train FOLDER OPTION…: trains a run; resumes it if it was stopped, skips it if it is finished
train() {
  local folder=$1
  shift
  if is_finished "$folder/summary.json"; then say "${folder##*/} is already finished"; return; fi
  say "training ${folder##*/}"
  if [[ -f $folder/checkpoint.safetensors ]]; then
    "$root/build/release/bin/sae_train" --resume "$folder" --log_level warning >/dev/null
  else
    "$root/build/release/bin/sae_train" --out "$folder" --force --log_level warning "${data[@]}" "$@" >/dev/null
  fi
}

# classify FOLDER ARGUMENT…: runs sae classify; skips it if its results exist
classify() {
  local folder=$1
  shift
  if is_finished "$folder/classify.json"; then say "${folder##*/} is already finished"; return; fi
  say "classifying: ${folder##*/}"
  "$root/build/release/bin/sae" classify "$@" --out "$folder" --force --log_level warning >/dev/null
}

# accuracy FOLDER: the test accuracy
accuracy() { sed -n 's/^ *"test_accuracy": \([0-9.e+-]*\),*$/\1/p' "$1/classify.json"; }

# row TEXT FOLDER SOURCE: a line of the final table
row() { printf '%-34s %8.4f   %s\n' "$1" "$(accuracy "$2")" "$3"; }
