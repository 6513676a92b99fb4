// SPDX-License-Identifier: MIT
// The command that trains: a table of contents of what a run does.
#include "sae/cli/cmd_train.h"

#include <array>
#include <ctime>

#include "sae/base/error.h"
#include "sae/base/interrupt.h"
#include "sae/base/log.h"
#include "sae/base/seed.h"
#include "sae/base/text.h"
#include "sae/cli/output.h"
#include "sae/cli/version.h"
#include "sae/config/config_json.h"
#include "sae/config/resolve.h"
#include "sae/config/validate.h"
#include "sae/data/split.h"
#include "sae/engine/engine.h"
#include "sae/engine/runtime.h"
#include "sae/format/file.h"
#include "sae/model/autoencoder.h"
#include "sae/report/console.h"
#include "sae/report/pictures.h"
#include "sae/report/records.h"
#include "sae/report/run_folder.h"
#include "sae/train/trainer.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::uint64_t kMostConfigBytes = 16U << 20U;
/// Weights, gradients and Adam's two moments of so many parameters take 16 GB.
constexpr std::int64_t kMostParameters = 1'000'000'000;
constexpr int kSignalBase = 128;

std::uint64_t seed_of(const config::Config& config) {
  return static_cast<std::uint64_t>(config.train.seed);
}

model::Autoencoder make_model(const config::Config& config, std::int64_t width,
                              const at::Device& device) {
  const std::int64_t parameters = model::count_parameters(config.model, width);
  if (parameters > kMostParameters) {
    throw Error(ErrorKind::kUsage, "--layers: expected at most " +
                                       base::format_count(kMostParameters) + " parameters, found " +
                                       base::format_count(parameters));
  }
  model::Autoencoder model(config.model, width, base::derive(seed_of(config), "init"));
  model->to(device);
  return model;
}

std::string utc_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

Json provenance(const data::Split& split, const std::vector<std::string>& command_line) {
  return {{"versions", version_json()},
          {"data",
           {{"folder", split.folder},
            {"train_rows", split.train.rows()},
            {"valid_rows", split.valid.rows()},
            {"train_fingerprint", split.train.fingerprint},
            {"valid_fingerprint", split.valid.fingerprint}}},
          {"command_line", command_line},
          {"started", utc_time()}};
}

/// What summary.json says besides the results.
Json run_facts(const config::Config& config, const engine::ChosenEngine& engine,
               const data::Split& split, const at::Device& device, int threads) {
  return {{"engine", engine.name},
          {"engine_reason", engine.reason},
          {"device", device.str()},
          {"threads", threads},
          {"parameters", model::count_parameters(config.model, split.train.width())},
          {"validated_on", split.valid_is_test ? "test set" : "part of the training set"}};
}

void announce(const config::Config& config, const data::Split& split, const Json& facts) {
  base::log_info("data    " + split.folder + ": " + base::format_count(split.train.rows()) +
                 " training images, " + base::format_count(split.valid.rows()) +
                 " to validate on (" + facts["validated_on"].get<std::string>() + ")");
  std::vector<std::string> widths;
  for (const std::int64_t width : config.model.layers) widths.push_back(std::to_string(width));
  base::log_info("model   " + std::to_string(split.train.width()) + "-" + base::join(widths, "-") +
                 " and back, " + enum_name(config.model.code_activation) + " code, " +
                 base::format_count(facts["parameters"].get<std::int64_t>()) + " parameters, on " +
                 facts["device"].get<std::string>());
  if (!config.loss.sparse()) {
    base::log_info("loss    " + enum_name(config.loss.loss) + "; sparsity is off");
    return;
  }
  base::log_info("loss    " + enum_name(config.loss.loss) + " + " +
                 base::format_number(config.loss.beta) + " * " + enum_name(config.loss.penalty) +
                 ", weight decay " + base::format_number(config.loss.lambda));
}

train::Observers make_observers(const config::Config& config, const report::RunFolder& folder,
                                const data::Split& split, const Json& facts) {
  train::Observers observers;
  observers.push_back(report::make_recorder(config, folder, facts));
  observers.push_back(report::make_pictures(config, folder, split));
  observers.push_back(report::make_console(config, folder.path()));
  return observers;
}

int exit_code(const train::Outcome& outcome) {
  switch (outcome.state) {
    case train::EndState::kFinished:
      return 0;
    case train::EndState::kInterrupted:
      return kSignalBase + outcome.signal;
    case train::EndState::kDiverged:
      throw Error(ErrorKind::kDivergence, outcome.message,
                  "a smaller --lr or --beta is the usual cure");
  }
  return 1;
}

}  // namespace

config::Config effective_config(const Arguments& arguments) {
  std::vector<config::Setting> file;
  if (arguments.config_file) {
    const std::string text =
        format::read_file(*arguments.config_file, kMostConfigBytes, ErrorKind::kUsage);
    file = config::parse_config_file(text, *arguments.config_file);
  }
  const config::Resolved resolved = config::resolve(file, arguments.typed);
  std::vector<std::string> problems = resolved.problems;
  for (std::string& problem : config::validate(resolved.config, resolved.sources)) {
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) throw UsageErrors(problems);
  base::set_up_log(resolved.config.output.log_level);
  for (const std::string& note : resolved.notes) base::log_info(note);
  for (const std::string& idle : config::find_idle_options(resolved.config, resolved.sources)) {
    base::log_warning(idle);
  }
  return resolved.config;
}

int train(const config::Config& config, const std::vector<std::string>& command_line) {
  const int threads = engine::prepare_threads(config.train);
  const at::Device device = engine::choose_device(config.train.device);
  const data::Split split = data::load_split(config.data, seed_of(config));
  model::Autoencoder model = make_model(config, split.train.width(), device);
  const engine::ChosenEngine engine = engine::choose_engine(*model, config);
  // From here on a signal ends the run in order: no folder is left without its summary.
  const base::InterruptGuard guard;
  const report::RunFolder folder(config, provenance(split, command_line));
  const Json facts = run_facts(config, engine, split, device, threads);
  const train::Observers observers = make_observers(config, folder, split, facts);
  announce(config, split, facts);

  const train::TrainingData data = {split.train.features.to(device),
                                    split.valid.features.to(device)};
  train::Trainer trainer(config, *model, *engine.engine, data, observers);
  const train::Outcome outcome = trainer.fit(base::pending_signal);
  print(folder.path().string() + "\n");
  return exit_code(outcome);
}

}  // namespace sae::cli
