// SPDX-License-Identifier: MIT
// Finds the data on this machine and divides it.
#include "sae/data/split.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <cstdlib>
#include <vector>

#include "sae/base/error.h"
#include "sae/base/seed.h"
#include "sae/base/text.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDistributionFolder = "/usr/share/datasets/fashion-mnist";
constexpr const char* kFetchHint =
    "run scripts/fetch_fashion_mnist to get FashionMNIST, or name a folder with --data";

/// The plain file, or its .gz; nothing when neither is there.
std::optional<fs::path> find_file(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const char* suffix : {"", ".gz"}) {
    const fs::path path = folder / (name + suffix);
    if (fs::exists(path, ignored)) return path;
  }
  return std::nullopt;
}

fs::path require_file(const fs::path& folder, const std::string& name) {
  const std::optional<fs::path> path = find_file(folder, name);
  if (path) return *path;
  throw Error(ErrorKind::kData,
              folder.string() + ": expected a file " + name + " or " + name + ".gz, found neither",
              kFetchHint);
}

/// Where the program itself lies, for the data folder of its checkout:
/// build/<preset>/bin/sae_train.
fs::path checkout_folder() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  return failed ? fs::path() : program.parent_path() / "../../../data/fashion-mnist";
}

Dataset read_part(const fs::path& folder, const std::string& part) {
  return read_images(require_file(folder, part + "-images-idx3-ubyte"),
                     require_file(folder, part + "-labels-idx1-ubyte"));
}

/// The number of training rows set aside; `valid` is a count from 1 up or a share below 1.
std::int64_t count_valid_rows(double valid, std::int64_t rows) {
  const auto count =
      valid < 1 ? std::llround(valid * static_cast<double>(rows)) : std::llround(valid);
  if (count >= 1 && count < rows) return count;
  throw Error(ErrorKind::kUsage, "--valid: expected 1 to " + std::to_string(rows - 1) +
                                     " of the training images, found " + std::to_string(count));
}

void limit_rows(Dataset& dataset, const std::optional<std::int64_t>& limit,
                const std::string& option) {
  if (!limit) return;
  if (*limit > dataset.rows()) {
    throw Error(ErrorKind::kUsage, option + ": expected at most the " +
                                       std::to_string(dataset.rows()) + " rows there are, found " +
                                       std::to_string(*limit));
  }
  dataset = take_rows(dataset, at::arange(*limit, at::kLong));
}

void set_rows_aside(Split& split, double valid, std::uint64_t seed) {
  const std::int64_t rows = split.train.rows();
  const std::int64_t count = count_valid_rows(valid, rows);
  const at::Tensor order = at::tensor(base::permutation(rows, base::derive(seed, "valid")));
  split.valid = take_rows(split.train, order.narrow(0, 0, count));
  split.train = take_rows(split.train, order.narrow(0, count, rows - count));
  split.valid_is_test = false;
}

}  // namespace

fs::path find_folder(const std::optional<std::string>& named) {
  if (named) {
    std::error_code ignored;
    if (fs::is_directory(*named, ignored)) return *named;
    throw Error(ErrorKind::kData,
                *named + ": expected a folder of IDX files, found " +
                    (fs::exists(*named, ignored) ? "a file" : "nothing"),
                kFetchHint);
  }
  const char* from_environment = std::getenv("SAE_DATA");
  if (from_environment != nullptr && *from_environment != '\0') return from_environment;
  for (const fs::path& folder :
       {fs::path("data/fashion-mnist"), checkout_folder(), fs::path(kDistributionFolder)}) {
    if (find_file(folder, "train-images-idx3-ubyte")) return folder;
  }
  throw Error(ErrorKind::kData,
              "no FashionMNIST found in ./data/fashion-mnist, the checkout's "
              "data folder or the distribution's",
              kFetchHint);
}

Split load_split(const config::DataConfig& config, std::uint64_t seed) {
  Split split;
  const fs::path folder = find_folder(config.data);
  split.folder = folder.string();
  split.train = read_part(folder, "train");
  if (config.valid) {
    set_rows_aside(split, *config.valid, seed);
  } else {
    split.valid = read_part(folder, "t10k");
  }
  if (split.train.width() != split.valid.width()) {
    throw Error(ErrorKind::kData, split.folder + ": expected test images of " +
                                      std::to_string(split.train.width()) + " pixels, found " +
                                      std::to_string(split.valid.width()));
  }
  limit_rows(split.train, config.limit, "--limit");
  limit_rows(split.valid, config.limit_valid, "--limit_valid");
  return split;
}

}  // namespace sae::data
