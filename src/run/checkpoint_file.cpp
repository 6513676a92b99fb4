// SPDX-License-Identifier: MIT
// Reads and writes checkpoint.safetensors.
#include "run/checkpoint_file.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "data/values.h"
#include "format/file.h"
#include "format/safetensors.h"

namespace sae::run {
namespace {

using train::Checkpoint;
using train::ColumnKind;
using train::EpochRecord;
using train::Position;

constexpr const char* kCheckpointFormat = "sae_train checkpoint 1";
/// Columns that checkpoints of earlier versions do not have. The first is also a term of losses.
constexpr std::array<std::string_view, 3> kLaterColumns = {"train_auxk", "train_dead",
                                                           "train_revived"};
constexpr double kUnknownTime = std::numeric_limits<double>::quiet_NaN();

bool is_later(std::string_view column) {
  return std::ranges::find(kLaterColumns, column) != kLaterColumns.end();
}

std::int64_t count_columns() {
  std::int64_t count = 0;
  const EpochRecord record;
  train::visit_columns(record, [&](const char*, ColumnKind kind, auto) {
    if (kind == ColumnKind::kResult) ++count;
  });
  return count;
}

/// Names of the columns in a checkpoint, separated by commas. earlier: of the earlier versions.
std::string column_names(bool earlier = false) {
  std::vector<std::string> names;
  const EpochRecord record;
  train::visit_columns(record, [&](const char* name, ColumnKind kind, auto) {
    if (kind == ColumnKind::kResult && !(earlier && is_later(name))) names.emplace_back(name);
  });
  return base::join(names, ",");
}

at::Tensor history_tensor(const std::vector<EpochRecord>& history) {
  const at::Tensor table = at::empty({static_cast<std::int64_t>(history.size()), count_columns()},
                                     at::dtype(at::kDouble));
  auto* cell = table.mutable_data_ptr<double>();
  for (const EpochRecord& record : history) {
    train::visit_columns(record, [&](const char*, ColumnKind kind, const auto& value) {
      if (kind == ColumnKind::kResult) *cell++ = static_cast<double>(value);
    });
  }
  return table;
}

at::Tensor to_tensor(const std::vector<double>& values) {
  const at::Tensor tensor =
      at::empty({static_cast<std::int64_t>(values.size())}, at::dtype(at::kDouble));
  std::copy(values.begin(), values.end(), tensor.mutable_data_ptr<double>());
  return tensor;
}

at::Tensor position_tensor(const Position& position) {
  at::Tensor tensor = at::empty({2}, at::dtype(at::kLong));
  tensor[0] = position.epoch;
  tensor[1] = position.batch;
  return tensor;
}

/// True if the best epoch is also the last; its weights are then saved once.
bool best_is_last(const std::vector<EpochRecord>& history) {
  return train::best_epoch(history).epoch == history.back().epoch;
}

/// Parses a checkpoint file. Every message begins with the file's name.
class CheckpointReader {
 public:
  CheckpointReader(std::string_view bytes, std::string name)
      : name_(std::move(name)),
        file_(format::parse_safetensors(bytes, name_, format::Seal::kRequired)) {
    take_metadata("format", kCheckpointFormat);
    earlier_ = file_.metadata["columns"] == column_names(/*earlier=*/true);
    take_metadata("columns", column_names(earlier_));
  }

  SavedRun read() {
    Checkpoint checkpoint;
    checkpoint.next = read_position();
    checkpoint.history = read_history(checkpoint.next.epoch - 1);
    if (!checkpoint.history.empty()) checkpoint.unit_rates = read_unit_rates();
    checkpoint.loss_sums =
        with_later_terms(take("loss_sums", at::kDouble, {train::kLossTerms - (earlier_ ? 1 : 0)}));
    checkpoint.optimizer = take_all("optimizer.");
    for (model::NamedTensor& state : checkpoint.optimizer) {
      if (state.name == "terms") state.tensor = with_later_terms(state.tensor);
    }
    checkpoint.last = take_all("last.");
    checkpoint.best = take_all("best.");
    checkpoint.weights = take_all("");
    complete(checkpoint);
    return {std::move(file_.metadata), std::move(checkpoint)};
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kCheckpoint, name_ + ": " + problem);
  }

  void take_metadata(const std::string& key, const std::string& expected) {
    const std::string found = file_.metadata[key];
    if (found != expected) {
      fail("expected " + key + " " + base::quote(expected) + ", found " + base::quote(found));
    }
    file_.metadata.erase(key);
  }

  at::Tensor take(const std::string& name, at::ScalarType type,
                  const std::vector<std::int64_t>& shape) {
    const auto found = std::ranges::find(file_.arrays, name, &format::NamedArray::name);
    if (found == file_.arrays.end()) fail("expected an array " + name + ", found none");
    const at::Tensor tensor = model::from_array(*found).tensor;
    if (tensor.scalar_type() != type || tensor.sizes() != at::IntArrayRef(shape)) {
      fail(name + ": expected a different type or shape, found " + found->dtype);
    }
    file_.arrays.erase(found);
    return tensor;
  }

  /// Loss terms of this version: those of an earlier one have no auxk, the last term.
  at::Tensor with_later_terms(const at::Tensor& terms) const {
    return earlier_ ? at::cat({terms, at::zeros({1}, terms.options())}) : terms;
  }

  /// Removes the arrays whose names begin with `prefix`, and returns them without the prefix.
  model::NamedTensors take_all(std::string_view prefix) {
    model::NamedTensors tensors;
    std::erase_if(file_.arrays, [&](const format::NamedArray& array) {
      if (!array.name.starts_with(prefix)) return false;
      tensors.push_back(model::from_array(array));
      tensors.back().name.erase(0, prefix.size());
      return true;
    });
    return tensors;
  }

  Position read_position() {
    const at::Tensor values = take("position", at::kLong, {2});
    const Position next{values[0].item<std::int64_t>(), values[1].item<std::int64_t>()};
    if (next.epoch < 1 || next.batch < 0) fail("position: expected an epoch >= 1 and a batch >= 0");
    return next;
  }

  std::vector<EpochRecord> read_history(std::int64_t epochs) {
    const std::int64_t columns =
        count_columns() - (earlier_ ? static_cast<std::int64_t>(kLaterColumns.size()) : 0);
    const at::Tensor table = take("metrics", at::kDouble, {epochs, columns});
    const auto* cell = table.const_data_ptr<double>();
    std::vector<EpochRecord> history(static_cast<std::size_t>(epochs));
    for (EpochRecord& record : history) {
      train::visit_columns(record, [&](const char* column, ColumnKind kind, auto& value) {
        if (kind == ColumnKind::kTime || (earlier_ && is_later(column))) return;
        if (train::set_column(value, *cell++)) return;
        fail("metrics: " + std::string(column) + ": expected a count");
      });
      record.seconds = record.images_per_second = kUnknownTime;
      if (record.epoch != &record - history.data() + 1) fail("metrics: expected epochs in order");
    }
    return history;
  }

  std::vector<double> read_unit_rates() {
    const auto found = std::ranges::find(file_.arrays, "unit_rates", &format::NamedArray::name);
    const std::int64_t units =
        found == file_.arrays.end() || found->shape.empty() ? 0 : found->shape.front();
    return data::to_vector<double>(take("unit_rates", at::kDouble, {units}));
  }

  /// Restores the weights that were saved only once.
  void complete(Checkpoint& checkpoint) const {
    const bool finished_any = !checkpoint.history.empty();
    if (!finished_any && (!checkpoint.last.empty() || !checkpoint.best.empty())) {
      fail("expected no weights of finished epochs, since no epoch is finished");
    }
    if (!finished_any) return;
    if (checkpoint.next.batch == 0) checkpoint.last = checkpoint.weights;
    if (best_is_last(checkpoint.history)) checkpoint.best = checkpoint.last;
    if (checkpoint.last.empty() || checkpoint.best.empty()) {
      fail("expected the weights of the last and the best epoch, found none");
    }
  }

  std::string name_;
  format::SafeTensors file_;
  bool earlier_ = false;  ///< whether it has the columns of the earlier versions
};

}  // namespace

std::string checkpoint_bytes(const Checkpoint& checkpoint, const Identity& identity) {
  format::SafeTensors file;
  file.metadata = identity;
  file.metadata["format"] = kCheckpointFormat;
  file.metadata["columns"] = column_names();
  const auto add = [&](const model::NamedTensors& tensors, const std::string& prefix) {
    for (const auto& tensor : tensors) file.arrays.push_back(model::to_array(tensor, prefix));
  };
  add(checkpoint.weights, "");
  add(checkpoint.optimizer, "optimizer.");
  add({{"position", position_tensor(checkpoint.next)},
       {"loss_sums", checkpoint.loss_sums},
       {"metrics", history_tensor(checkpoint.history)}},
      "");
  if (!checkpoint.history.empty()) {
    add({{"unit_rates", to_tensor(checkpoint.unit_rates)}}, "");
    if (checkpoint.next.batch > 0) add(checkpoint.last, "last.");
    if (!best_is_last(checkpoint.history)) add(checkpoint.best, "best.");
  }
  return format::safetensors_bytes(file);
}

SavedRun parse_checkpoint(std::string_view bytes, const std::string& name) {
  return CheckpointReader(bytes, name).read();
}

SavedRun read_checkpoint(const std::filesystem::path& path) {
  return parse_checkpoint(format::read_file(path, ErrorKind::kCheckpoint), path.string());
}

}  // namespace sae::run
