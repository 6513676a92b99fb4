// SPDX-License-Identifier: MIT
// The command `sae check-gradients`.
#include "cli/cmd_check_gradients.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "analysis/gradient_check.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/output.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "model/initial_model.h"
#include "run/stack.h"
#include "session/targets.h"

namespace sae::cli {
namespace {

constexpr std::int64_t kRows = 100;
/// Number of multiplications that take seconds, and the fixed cost of a pass in the same unit.
constexpr double kMultiplications = 5e10;
constexpr double kPassOverhead = 2e6;
constexpr double kTolerance = 1e-6;
/// Across a kink of relu or |c|, the finite difference is not the derivative on either side.
constexpr double kToleranceWithKinks = 1e-2;

/// Number of values per block that can be checked in seconds, at least 10. Each value needs two
/// forward passes.
std::int64_t affordable(std::int64_t parameters, std::int64_t rows, std::size_t blocks) {
  const double pass = static_cast<double>(parameters) * static_cast<double>(rows) + kPassOverhead;
  return std::max<std::int64_t>(
      static_cast<std::int64_t>(kMultiplications / (2 * pass * static_cast<double>(blocks))), 10);
}

bool has_kinks(const config::Config& config) {
  const config::ModelConfig& model = config.model;
  const bool relu = (model.layers.size() > 1 && model.activation == config::Activation::kRelu) ||
                    model.code_activation == config::Activation::kRelu ||
                    config::is_for_codes(model.code_activation) ||
                    model.output() == config::Activation::kRelu;
  const bool absolute = config.loss.penalty == config::Penalty::kL1 ||
                        config.loss.penalty == config::Penalty::kL1AllLayers;
  return relu || (config.loss.sparse() && absolute);
}

std::string table_row(const analysis::CheckedBlock& block) {
  std::array<char, 160> line{};
  std::snprintf(line.data(), line.size(), "%-20s %12s %12s   %.1e\n", block.name.c_str(),
                base::format_count(block.values).c_str(), base::format_count(block.checked).c_str(),
                block.difference);
  return line.data();
}

}  // namespace

int check_gradients(const config::Config& asked) {
  config::Config config = asked;
  config.model.dtype = config::Dtype::kFloat64;
  const data::Split split = run::load_split(config.data, at::kDouble);
  session::settle_output(config, session::range_of(split.train.features));
  const at::Tensor rows = split.train.features.narrow(0, 0, std::min(kRows, split.train.rows()));
  session::settle_classes(config, split.train);
  const at::Tensor labels =
      config.loss.classes > 0 ? split.train.labels.narrow(0, 0, rows.size(0)) : at::Tensor();
  machine::prepare_threads(base::available_cores());
  const auto model = model::initial_model(config, split.train.features);
  const std::int64_t parameters = model::count_parameters(config.model, split.train.width());
  const auto blocks =
      analysis::check_gradients(*model, config.loss, rows, labels,
                                affordable(parameters, rows.size(0), model->parameters().size()),
                                static_cast<std::uint64_t>(config.train.seed));
  base::log_info("gradients of " + enum_name(config.loss.loss) +
                 (config.loss.sparse() ? " + " + enum_name(config.loss.penalty) : "") + " on " +
                 std::to_string(rows.size(0)) + " rows of " + split.place +
                 ", compared with central differences (step 1e-4), in float64");
  std::string table =
      "block                      values      checked   ‖num − ana‖ / ‖num + ana‖\n";
  for (const analysis::CheckedBlock& block : blocks) table += table_row(block);
  print(table);
  return blocks.back().difference <= (has_kinks(config) ? kToleranceWithKinks : kTolerance) ? 0 : 1;
}

}  // namespace sae::cli
