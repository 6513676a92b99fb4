// SPDX-License-Identifier: MIT
// The data of a run.
#include "sae/data/split.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <utility>

#include "sae/base/error.h"
#include "sae/base/seed.h"
#include "sae/base/text.h"
#include "sae/data/patches.h"
#include "sae/data/source.h"

namespace sae::data {
namespace {

/// Of the training rows, where there is no test set and --valid says nothing.
constexpr double kValidShare = 0.1;

std::int64_t count_of(double valid, std::int64_t rows) {
  return valid < 1 ? std::llround(valid * static_cast<double>(rows)) : std::llround(valid);
}

/// The number of training rows set aside; `valid` is a count from 1 up or a share below 1.
std::int64_t count_valid_rows(double valid, std::int64_t rows) {
  const std::int64_t count = count_of(valid, rows);
  if (count >= 1 && count < rows) return count;
  throw Error(ErrorKind::kUsage, "--valid: expected 1 to " + std::to_string(rows - 1) +
                                     " of the training rows, found " + std::to_string(count));
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

/// Keeps the rows of these classes.
void keep_classes(Dataset& dataset, const config::ClassSet& classes, const std::string& place) {
  const std::string typed = "--classes: expected ";
  if (!dataset.labels.defined()) {
    throw Error(ErrorKind::kUsage, typed + "data with labels, found none in " + place);
  }
  const auto known = static_cast<std::int64_t>(dataset.class_names.size());
  if (classes.members.back() >= known) {
    throw Error(ErrorKind::kUsage, typed + "classes from 0 to " + std::to_string(known - 1) +
                                       ", found " + std::to_string(classes.members.back()));
  }
  const at::Tensor rows =
      at::nonzero(at::isin(dataset.labels, at::tensor(classes.members))).flatten();
  if (rows.size(0) == 0) {
    throw Error(ErrorKind::kUsage, typed + "classes that occur in " + place + ", found no row");
  }
  dataset = take_rows(dataset, rows);
}

void set_rows_aside(Split& split, double valid, std::uint64_t seed) {
  const std::int64_t rows = split.train.rows();
  const std::int64_t count = count_valid_rows(valid, rows);
  const at::Tensor order = at::tensor(base::permutation(rows, base::derive(seed, "valid")));
  split.valid = take_rows(split.train, order.narrow(0, 0, count));
  split.train = take_rows(split.train, order.narrow(0, count, rows - count));
  split.valid_is_test = false;
}

/// Patches of the training images, and as many as --valid says of the test images or, where there
/// are none, of the same ones.
void cut_patches(const config::DataConfig& config, const Source& source, std::uint64_t seed,
                 Split& split) {
  const config::PixelSize& size = *config.patches;
  const std::vector<format::Image> images =
      source.images.empty() ? to_images(source.train) : source.images;
  const std::int64_t count =
      std::max<std::int64_t>(count_of(config.valid.value_or(kValidShare), config.patch_count), 1);
  split.valid_is_test = source.test.has_value();
  split.train = draw_patches(images, size, config.patch_count, base::derive(seed, "patches"));
  split.valid = draw_patches(split.valid_is_test ? to_images(*source.test) : images, size, count,
                             base::derive(seed, "valid_patches"));
  split.train.fingerprint = source.train.fingerprint;
  split.valid.fingerprint =
      split.valid_is_test ? source.test->fingerprint : source.train.fingerprint;
}

void divide(const config::DataConfig& config, Division division, Source& source, std::uint64_t seed,
            Split& split) {
  split.train = std::move(source.train);
  if (!source.test) {
    if (division == Division::kOfTraining) {
      set_rows_aside(split, config.valid.value_or(kValidShare), seed);
    } else {
      split.valid = split.train;
      split.valid_is_test = false;
    }
    return;
  }
  split.valid = std::move(*source.test);
  if (split.train.width() != split.valid.width()) {
    throw Error(ErrorKind::kData, split.place + ": expected test images of " +
                                      std::to_string(split.train.width()) + " pixels, found " +
                                      std::to_string(split.valid.width()));
  }
}

}  // namespace

Split read_split(const config::DataConfig& config, std::uint64_t seed, Division division) {
  Source source = read_source(config);
  Split split;
  split.place = source.place;
  if (config.classes) {
    keep_classes(source.train, *config.classes, source.place);
    if (source.test) keep_classes(*source.test, *config.classes, source.place);
  }
  if (config.patches) {
    cut_patches(config, source, seed, split);
  } else {
    divide(config, division, source, seed, split);
  }
  limit_rows(split.train, config.limit, "--limit");
  limit_rows(split.valid, config.limit_valid, "--limit_valid");
  return split;
}

Split load_split(const config::DataConfig& config, std::uint64_t seed, at::ScalarType type,
                 const std::optional<Encoder>& encoder) {
  Split split = read_split(config, seed);
  if (encoder) {
    for (Dataset* part : {&split.train, &split.valid}) {
      part->features = encoder->encode(part->features);
      part->fingerprint += encoder->mark();
      part->shape = shape_of_numbers(part->width());
    }
  }
  split.transform = Transform::fit(config, split.train.features);
  for (Dataset* part : {&split.train, &split.valid}) {
    part->features = split.transform.apply(part->features, type);
  }
  return split;
}

}  // namespace sae::data
