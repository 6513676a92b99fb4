# SPDX-License-Identifier: MIT
# The check of scripts/package, which sources this file after lib.sh: trains with the archive where nothing else is.
# shellcheck shell=bash disable=SC2154  # variables of scripts/package

# What a machine has that has glibc and libstdc++ alone; the loader's own place is part of each program.
base_libraries=(libc.so.6 libm.so.6 libmvec.so.1 libdl.so.2 libpthread.so.0 librt.so.1 libutil.so.1 libresolv.so.2 libstdc++.so.6 libgcc_s.so.1)
training=(--label_column kind --layers 6 --epochs 2 --threads 1 --images_every 1)

# make_root DIR: a file system with these libraries, the rows to train on, and no shell, font or configuration
make_root() {
  local folder=$1 loader library path
  loader=$(readelf -W -p .interp "$build/bin/sae" | grep -o '/lib.*') || die 1 "build/release/bin/sae has no program interpreter"
  mkdir -p "$folder"/{proc,dev,tmp,data,usr/lib}
  touch "$folder/dev/null" "$folder/dev/urandom"
  install -D -m 755 "$loader" "$folder$loader"
  for library in "${base_libraries[@]}"; do
    path=$("${CXX:-c++}" -print-file-name="$library")
    if [[ $path != /* ]]; then die 4 "--check needs $library, which the compiler cannot find"; fi
    install -m 755 "$path" "$folder/usr/lib/$library"
  done
  if [[ ! -e $folder/lib ]]; then ln -s usr/lib "$folder/lib"; fi
  awk 'BEGIN {
    print "a,b,c,d,e,f,g,h,kind"
    for (row = 0; row < 240; ++row) {
      for (column = 0; column < 8; ++column) printf "%.3f,", (row * (column + 3) + row % 7 * column) % 50 / 50
      print row % 3 == 0 ? "Ärger" : row % 3 == 1 ? "zwei" : "three"
    }
  }' >"$folder/data/rows.csv"
  cut -d , -f 1-8 "$folder/data/rows.csv" >"$folder/data/numbers.csv"
}

# in_root DIR COMMAND…: runs it in this file system, with /proc, two devices and a network that leads nowhere
in_root() {
  local folder=$1 options=(--mount --net --pid --fork)
  shift
  if ((EUID != 0)); then options+=(--map-root-user); fi
  # shellcheck disable=SC2016  # the inner shell's words
  env -i HOME=/tmp LD_LIBRARY_PATH=/nowhere unshare "${options[@]}" bash -c \
    'mount -t proc proc "$1/proc" && for device in null urandom; do mount --bind "/dev/$device" "$1/dev/$device" || exit; done
      exec chroot "$@"' bash "$folder" "$@" </dev/null
}

# train_in_root DIR PACKAGE OUT: trains with the package that lies there
train_in_root() {
  local code=0
  in_root "$1" "$2/bin/sae_train" "${training[@]}" --data /data/rows.csv --out "$3" >"$work/check.log" 2>&1 || code=$?
  if ((code)) || grep -iE 'warning|fontconfig' "$work/check.log" >&2; then
    cat "$work/check.log" >&2
    die 1 "the package in $2 does not train: exit code $code"
  fi
}

# use_library DIR PACKAGE: builds docs/example with the package, here, and runs it there
use_library() {
  local place=$1$2 code=0
  if ! cmake -S "$root/docs/example" -B "$work/example" -DCMAKE_PREFIX_PATH="$place" -DCMAKE_BUILD_RPATH="$2/lib" \
    >"$work/check.log" 2>&1 || ! cmake --build "$work/example" >>"$work/check.log" 2>&1; then
    die 1 "docs/example does not build with the package: $(tail -n 1 "$work/check.log")"
  fi
  install "$work/example/example" "$1/tmp/example"
  in_root "$1" /tmp/example /data/numbers.csv /tmp/third >"$work/check.log" 2>&1 || code=$?
  if ((code)) || ! grep -q '^value ' "$work/check.log"; then
    cat "$work/check.log" >&2
    die 1 "docs/example does not run with the package: exit code $code"
  fi
}

# compare_runs RUN REFERENCE: weights and pictures have to be the same bytes
compare_runs() {
  local file files=0
  while read -r file; do
    cmp -- "$1/$file" "$2/$file" >&2 || die 1 "the $file of the package differs from that of the build"
    files=$((files + 1))
  done < <(cd "$2" && find . -name '*.png' -o -name '*.safetensors' | sort)
  if ((files < 4)); then die 1 "expected at least 4 pictures and weights from the build, found $files"; fi
  compared_files=$files
}

check_package() {
  local archive=$1 folder=$work/root package started=$SECONDS
  require_programs unshare chroot readelf cmp
  "$root/scripts/build" release sae sae_train
  make_root "$folder"
  say "unpacking and training with only glibc and libstdc++ …"
  mkdir -p "$folder/opt" "$folder/srv/other place"
  tar --extract --file "$archive" --directory "$folder/opt" || die 1 "$archive cannot be unpacked"
  package=$(find "$folder/opt" -mindepth 1 -maxdepth 1 -printf '%f\n')
  if [[ ! -x $folder/opt/$package/bin/sae_train ]]; then die 1 "$archive contains no $package/bin/sae_train"; fi
  train_in_root "$folder" "/opt/$package" /tmp/first
  mv "$folder/opt/$package" "$folder/srv/other place"
  train_in_root "$folder" "/srv/other place/$package" /tmp/second
  in_root "$folder" "/srv/other place/$package/bin/sae" --version >/dev/null || die 1 "bin/sae of the package does not run"
  use_library "$folder" "/srv/other place/$package"
  "$build/bin/sae_train" "${training[@]}" --data "$folder/data/rows.csv" --out "$work/reference" >"$work/check.log" 2>&1 ||
    die 1 "the build does not train: $(tail -n 1 "$work/check.log")"
  compare_runs "$folder/tmp/first" "$work/reference"
  compare_runs "$folder/tmp/second" "$work/reference"
  say "checked in $((SECONDS - started)) s: $compared_files files equal those of the build, also after moving the package; libsae.so trains, too"
}
