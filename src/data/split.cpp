// SPDX-License-Identifier: MIT
// Loads a run's data.
#include "data/split.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/seed.h"
#include "base/text.h"
#include "data/class_choice.h"
#include "data/division.h"
#include "data/image_shape.h"
#include "data/patches.h"
#include "data/source.h"

namespace sae::data {
namespace {

void limit_rows(Dataset& dataset, const std::optional<std::int64_t>& limit,
                const std::string& option) {
  if (!limit) return;
  if (*limit > dataset.rows()) {
    throw Error(ErrorKind::kUsage, option + ": expected at most " + std::to_string(dataset.rows()) +
                                       " (all rows), found " + std::to_string(*limit));
  }
  dataset = take_rows(dataset, at::arange(*limit, at::kLong));
}

/// Keeps only the rows of these classes.
void keep_classes(Dataset& dataset, const config::ClassNames& classes, const std::string& place) {
  const at::Tensor rows =
      at::nonzero(rows_of_classes(dataset, classes, "--classes", place)).flatten();
  if (rows.size(0) == 0) {
    throw Error(ErrorKind::kUsage,
                "--classes: expected classes that occur in " + place + ", found no row");
  }
  dataset = take_rows(dataset, rows);
}

void set_rows_aside(const config::DataConfig& config, Split& split) {
  const std::int64_t window = split.train.window;
  const RowParts parts = divide_rows(config, split.train.rows(), window, split.place);
  split.valid = take_rows(split.train, parts.valid);
  split.train = take_rows(split.train, parts.train);
  if (window > 1) split.changes.emplace_back("with --window, now the last windows validate");
  for (const auto& [option, limit] :
       {std::pair("--limit", config.limit), std::pair("--limit_valid", config.limit_valid)}) {
    if (limit) split.changes.push_back("now " + std::string(option) + " takes the first rows");
  }
}

/// The rows that validate if they are no training rows: those of --valid_data or the test set.
Dataset* validating_rows(const config::DataConfig& config, Source& source) {
  if (source.valid) return &*source.valid;
  return source.test && !config.valid ? &*source.test : nullptr;
}

/// Cuts patches of the training images for training, and --valid patches of the test images
/// (without a test set: of the same images) for validation.
void cut_patches(const config::DataConfig& config, Source& source, Split& split) {
  const auto seed = static_cast<std::uint64_t>(config.split_seed);
  const config::PixelSize& size = *config.patches;
  const std::vector<format::Image> images =
      source.images.empty() ? to_images(source.train) : source.images;
  const std::int64_t count =
      std::max<std::int64_t>(count_of(config.valid.value_or(kValidShare), config.patch_count), 1);
  const Dataset* others = validating_rows(config, source);
  split.train = draw_patches(images, size, config.patch_count, base::derive(seed, "patches"));
  split.valid = draw_patches(others != nullptr ? to_images(*others) : images, size, count,
                             base::derive(seed, "valid_patches"));
  split.valid_is_test = others != nullptr && !source.valid;
  split.train.fingerprint = source.train.fingerprint;
  split.valid.fingerprint = others != nullptr ? others->fingerprint : source.train.fingerprint;
}

void expect_same_width(const Split& split, const Dataset& rows, const char* part) {
  if (split.train.width() == rows.width()) return;
  throw Error(ErrorKind::kData, split.place + ": expected " + part + " rows of " +
                                    std::to_string(split.train.width()) + " values, found " +
                                    std::to_string(rows.width()));
}

void divide(const config::DataConfig& config, SplitMode division, Source& source, Split& split) {
  split.train = std::move(source.train);
  Dataset* others = validating_rows(config, source);
  split.valid_is_test = others != nullptr && !source.valid;
  if (others != nullptr) {
    expect_same_width(split, *others, split.valid_is_test ? "test" : "validation");
    split.valid = std::move(*others);
  } else if (division == SplitMode::kOfTraining) {
    set_rows_aside(config, split);
  } else {
    split.valid = split.train;
  }
  if (!source.test || split.valid_is_test) return;
  expect_same_width(split, *source.test, "test");
  split.test = std::move(source.test);
}

/// Whether the numbers given to --classes in schema 1 still mean the same labels. They were the
/// labels if these were whole numbers in a file, otherwise positions in a list sorted by bytes.
bool numbered_as_before(const Source& source) {
  const std::vector<std::string>& names = source.train.class_names;
  if (!source.train.class_labels.empty()) return true;
  constexpr std::int64_t kLargestOfSchema1 = 65535, kDigits = 10;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto number = base::parse_integer(names[i]);
    if (!number || *number < 0 || *number > kLargestOfSchema1) return false;
    const bool folder = !source.train.row_names.empty();
    if (folder && (*number != static_cast<std::int64_t>(i) || *number >= kDigits)) return false;
  }
  return true;
}

}  // namespace

Split read_split(const config::DataConfig& config, SplitMode division, const TableEncoding& known) {
  Source source = read_source(config, known);
  Split split;
  split.place = source.place;
  split.changes = source.changes;
  if (config.classes) {
    if (!numbered_as_before(source)) {
      split.changes.emplace_back("now --classes names classes by their labels");
    }
    keep_classes(source.train, *config.classes, source.place);
    for (std::optional<Dataset>* part : {&source.valid, &source.test}) {
      if (*part) keep_classes(**part, *config.classes, source.place);
    }
  }
  if (config.patches) {
    cut_patches(config, source, split);
  } else {
    divide(config, division, source, split);
  }
  split.valid_is_file = config.valid_data.has_value();
  limit_rows(split.train, config.limit, "--limit");
  limit_rows(split.valid, config.limit_valid, "--limit_valid");
  return split;
}

const char* validated_on(const Split& split) {
  if (split.valid_is_file) return "validation file";
  return split.valid_is_test ? "test set" : "part of the training set";
}

void refuse_changes(const Split& split, const std::filesystem::path& run) {
  if (split.changes.empty()) return;
  throw Error(
      ErrorKind::kCheckpoint,
      run.string() + ": expected a run trained on the rows that " + split.place +
          " contains, found a run of schema 1, which read it differently: " + split.changes.front(),
      "train a new run");
}

Split load_split(const config::DataConfig& config, at::ScalarType type,
                 const std::optional<Encoder>& encoder) {
  Split split =
      read_split(config, SplitMode::kOfTraining, encoder ? encoder->columns : TableEncoding());
  std::vector<Dataset*> parts = {&split.train, &split.valid};
  if (split.test) parts.push_back(&*split.test);
  if (encoder) {
    for (Dataset* part : parts) {
      *part = at_full_scale(std::move(*part), encoder->full_scale);
      part->features = encoder->encode(part->features);
      part->full_scale = 0;
      part->content = Content::kNumbers;
      part->fingerprint += encoder->mark();
      part->shape = shape_of_numbers(part->width());
      part->column_names.clear();
      part->encoding = {};
      part->window = 1;
    }
  } else {
    suggest_images(split.train);
  }
  split.transform = Transform::fit(config, split.train.features, split.train.full_scale,
                                   split.train.content, split.train.encoding);
  for (Dataset* part : parts) {
    part->features = split.transform.apply(part->features, type);
  }
  return split;
}

}  // namespace sae::data
