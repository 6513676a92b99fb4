// SPDX-License-Identifier: MIT
// The public Run.
#include "sae/run.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>

#include <cstdint>
#include <string>

#include "api/epoch_metrics.h"
#include "api/guarded.h"
#include "data/missing.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/trained_run.h"

namespace sae {
namespace {

/// values [N · width] as [N, width], in the caller's memory, which nothing changes. Throws kData.
at::Tensor to_tensor(std::span<const float> values, std::int64_t width, const std::string& name) {
  const auto size = static_cast<std::int64_t>(values.size());
  if (size % width != 0) {
    throw Error(ErrorKind::kData, name + ": expected a multiple of " + std::to_string(width) +
                                      " values, found " + std::to_string(size));
  }
  data::Dataset rows;
  rows.features =
      at::from_blob(const_cast<float*>(values.data()), {size / width, width}, at::kFloat);
  data::expect_finite(rows, name);
  return rows.features;
}

std::vector<float> to_vector(const at::Tensor& values) {
  const at::Tensor floats = values.to(at::kFloat).contiguous();
  const auto* data = floats.const_data_ptr<float>();
  return {data, data + floats.numel()};
}

}  // namespace

struct Run::State {
  run::TrainedRun trained;

  at::Tensor encode(std::span<const float> rows) const {
    return trained.encode(to_tensor(rows, trained.width(), "rows"));
  }
  std::vector<float> decode(const at::Tensor& codes) const {
    return to_vector(trained.transform().undo(trained.decode(codes)));
  }
};

Run::Run(const std::filesystem::path& folder, Weights weights)
    : state_(api::guarded([&] {
        const auto which = weights == Weights::kBest ? run::Weights::kBest : run::Weights::kLast;
        return std::make_shared<const State>(State{run::TrainedRun::load(folder, which)});
      })) {}

const std::filesystem::path& Run::folder() const { return state_->trained.folder(); }

Config Run::config() const { return Config::read(folder() / run::kConfigName); }

std::vector<EpochMetrics> Run::metrics() const {
  return api::guarded([&] {
    std::vector<EpochMetrics> metrics;
    for (const train::EpochRecord& record : run::read_metrics(folder() / run::kMetricsName)) {
      metrics.push_back(api::epoch_metrics(record));
    }
    return metrics;
  });
}

std::size_t Run::width() const { return static_cast<std::size_t>(state_->trained.width()); }
std::size_t Run::code_width() const {
  return static_cast<std::size_t>(state_->trained.code_width());
}

std::vector<float> Run::encode(std::span<const float> rows) const {
  return api::guarded([&] { return to_vector(state_->encode(rows)); });
}

std::vector<float> Run::decode(std::span<const float> codes) const {
  return api::guarded(
      [&] { return state_->decode(to_tensor(codes, state_->trained.code_width(), "codes")); });
}

std::vector<float> Run::reconstruct(std::span<const float> rows) const {
  return api::guarded([&] { return state_->decode(state_->encode(rows)); });
}

}  // namespace sae
