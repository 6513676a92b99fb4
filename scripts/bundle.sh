# SPDX-License-Identifier: MIT
# A bundle is a folder with all that scripts/setup would download; scripts/setup sources this file after lib.sh.
#   bundle.txt       what it is for: system, architecture, Python, LibTorch
#   debs/            packages of the distribution with all that they need, and their index Packages, which apt reads
#   wheels/          Python wheels
#   manifest.sha256  the checksums of all these, written last
# shellcheck shell=bash disable=SC2034,SC2154  # variables of scripts/setup

# system_line: this system as bundle.txt names it
system_line() (
  # shellcheck source=/dev/null
  . /etc/os-release 2>/dev/null || true
  printf '%s %s %s\n' "${ID:-unknown}" "${VERSION_ID:-unknown}" "$(uname -m)"
)

python_line() { python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# Fetches as for a system without any package, so that the bundle serves each installation of this release. Needs no
# root: apt works in folders of its own.
fetch_packages() {
  local scratch=$deps/tmp/apt names options
  mkdir -p "$scratch/lists/partial" "$scratch/cache" "$bundle/debs/partial" && : >"$scratch/status" || return 1
  options=(-o "Dir::State=$scratch" -o "Dir::State::lists=$scratch/lists" -o "Dir::State::status=$scratch/status"
    -o "Dir::Cache=$scratch/cache" -o "Dir::Cache::archives=$bundle/debs" -o "Dir::Log=$scratch" -o Debug::NoLocking=1
    -o Acquire::Retries=3 -o "APT::Sandbox::User=$(id -un)")
  mapfile -t names < <(awk 'NF {print $1}' <<<"$packages")
  apt-get "${options[@]}" update || true
  apt-get "${options[@]}" install -y --no-install-recommends --download-only "${names[@]}" || return 1
  rm -rf "$bundle/debs/partial" "$bundle/debs/lock" && index_packages
}

# The index by which apt takes debs/ for an archive of its own.
index_packages() (
  cd "$bundle/debs" || return 1
  for deb in *.deb; do
    dpkg-deb --field "$deb" || return 1
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d' ' -f1)"
  done >Packages.part && mv Packages.part Packages
)

fetch_wheels() {
  local options=(download --only-binary=:all: --dest "$bundle/wheels")
  pip_torch "$want" download --dest "$bundle/wheels" || return 1
  pip "${options[@]}" -r "$root/$python_requirements" || return 1
  if ((with_peers)); then pip "${options[@]}" -r "$root/$peers_requirements" || return 1; fi
}

write_manifest() (
  cd "$bundle" && find . -type f ! -name 'manifest.sha256*' -printf '%P\n' | LC_ALL=C sort | tr '\n' '\0' |
    xargs -0 sha256sum >manifest.sha256.part && mv manifest.sha256.part manifest.sha256
)

make_bundle() {
  if ! command -v apt-get >/dev/null; then die 4 "--bundle needs apt-get, which is not installed" "make the bundle on Debian 12"; fi
  if [[ -e $bundle/manifest.sha256 ]]; then die 2 "--bundle: $bundle already contains a bundle" "remove it, or name another folder"; fi
  if [[ ! -e $bundle/bundle.txt && -n $(ls -A "$bundle" 2>/dev/null) ]]; then
    die 2 "--bundle: expected an empty or new folder, found files in $bundle"
  fi
  if [[ -z $want ]]; then choose_torch; fi
  want=${want:-$installed_torch}
  if ! mkdir -p "$bundle" || [[ ! -w $bundle ]]; then die 4 "--bundle: $bundle cannot be written"; fi
  bundle=$(cd "$bundle" && pwd -P)
  printf 'system %s\npython %s\ntorch %s %s\n' "$(system_line)" "$(python_line)" "$torch_version" "$want" >"$bundle/bundle.txt"
  lock
  rm -rf "$deps/tmp"
  run_step bundle-packages fetch_packages
  run_step bundle-wheels fetch_wheels
  rm -rf "$deps/tmp"
  run_step bundle-manifest write_manifest
  say "$bundle: $(find "$bundle/debs" -name '*.deb' | wc -l) packages, $(find "$bundle/wheels" -name '*.whl' | wc -l) wheels, $(du -sm "$bundle" | cut -f1) MB"
  say "install with scripts/setup --offline DIR"
}

# bundle_value KEY: the rest of its line in bundle.txt
bundle_value() { sed -n "s/^$1 //p" "$bundle/bundle.txt"; }

lacks() { die 4 "the bundle $bundle lacks $1" "${2:-make it again with scripts/setup --bundle DIR and the options of this call}"; }

check_manifest() {
  local problem
  if [[ ! -d $bundle ]]; then die 2 "--offline: expected the folder of a bundle, found no folder $bundle"; fi
  bundle=$(cd "$bundle" && pwd -P)
  if [[ ! -e $bundle/manifest.sha256 ]]; then lacks manifest.sha256 "it is not a bundle, or making it was interrupted"; fi
  problem=$(cd "$bundle" && LC_ALL=C sha256sum --check --quiet --strict manifest.sha256 2>/dev/null | head -n 1) || true
  case $problem in
    *': FAILED open or read') lacks "${problem%: *}" "copy it again" ;;
    *': FAILED') die 4 "the bundle $bundle: ${problem%: *} does not match its manifest" "copy it again" ;;
  esac
}

# require_wheels NAME==VERSION…
require_wheels() {
  local pin file
  for pin in "$@"; do
    file=${pin//-/_}
    if ! compgen -G "$bundle/wheels/${file/==/-}-*.whl" >/dev/null; then lacks "the wheel of $pin"; fi
  done
}

pins_of() { sed -n 's/^\([A-Za-z0-9_.-]*==[^ ]*\).*/\1/p' "$root/$1"; }

# Refuses before anything is installed.
require_bundle_suits() {
  local package here pins
  if ((${#missing_packages[@]})); then
    here=$(system_line)
    if [[ $here != "$(bundle_value system)" ]]; then die 4 "the bundle is for $(bundle_value system), this system is $here"; fi
    for package in "${missing_packages[@]}"; do
      if ! grep -qx "Package: $package" "$bundle/debs/Packages"; then lacks "the package $package"; fi
    done
  fi
  case $torch_set in
    cpu) require_wheels "${torch_pins[@]}" ;;
    cuda)
      if [[ $(bundle_value torch) != *' cuda' ]]; then lacks "the LibTorch with CUDA"; fi
      require_wheels "${torch_pins[0]}"
      ;;
  esac
  if [[ -n $python_stamp ]]; then mapfile -t pins < <(pins_of "$python_requirements"); require_wheels "${pins[@]}"; fi
  if [[ -n $peers_stamp ]]; then mapfile -t pins < <(pins_of "$peers_requirements"); require_wheels "${pins[@]}"; fi
}

# Sets apt_source and pip_source to the options that make them read the bundle alone.
use_bundle() {
  local scratch=$deps/tmp/apt
  mkdir -p "$scratch/lists/partial"
  printf 'deb [trusted=yes] file:%s ./\n' "${bundle// /%20}/debs" >"$scratch/bundle.list"
  apt_source=(-o "Dir::Etc::SourceList=$scratch/bundle.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$scratch/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  pip_source=(--no-index --find-links "$bundle/wheels")
}

# Wheels of compiled packages are for one version of Python.
require_python_of_bundle() {
  local here
  here=$(python_line)
  if [[ $here != "$(bundle_value python)" ]]; then die 4 "the bundle's wheels are for Python $(bundle_value python), python3 is $here"; fi
}
