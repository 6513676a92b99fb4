// SPDX-License-Identifier: MIT
// Start-up log lines and provenance of a run.
#include "session/run_info.h"

#include <array>
#include <ctime>

#include "base/log.h"
#include "base/text.h"
#include "config/values.h"
#include "model/autoencoder.h"
#include "session/version.h"

namespace sae::session {
namespace {

using format::Json;

std::string utc_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace

Json provenance(const data::Split& split, const std::vector<std::string>& command_line) {
  Json data = {{"place", split.place},
               {"train_rows", split.train.rows()},
               {"valid_rows", split.valid.rows()},
               {"train_fingerprint", split.train.fingerprint},
               {"valid_fingerprint", split.valid.fingerprint}};
  if (split.test) {
    data["test_rows"] = split.test->rows();
    data["test_fingerprint"] = split.test->fingerprint;
  }
  return {{"versions", version_json()},
          {"data", data},
          {"command_line", command_line},
          {"started", utc_time()}};
}

Json run_facts(const config::Config& config, const Reasons& reasons, const data::Split& split,
               const run::Machine& machine) {
  const char* validated_on = data::validated_on(split);
  return {{"engine", machine.engine},
          {"engine_reason", reasons.engine},
          {"device", machine.device},
          {"device_reason", reasons.device},
          {"threads", machine.threads},
          {"parameters", model::count_parameters(config.model, split.train.width())},
          {"validated_on", validated_on},
          {"best_chosen_on", validated_on}};
}

void announce(const config::Config& config, const data::Split& split, const Json& facts) {
  const std::string rows = data::is_picture(split.train) ? "images" : "rows";
  if (const auto& runs = config.data.encode_with) {
    base::log_info("codes   of " + base::join(*runs, ", ") + ", used instead of the rows");
  }
  base::log_info("data    " + split.place + ": " + base::format_count(split.train.rows()) +
                 " training " + rows + ", " + base::format_count(split.valid.rows()) +
                 " to validate on (" + facts["validated_on"].get<std::string>() + ")" +
                 (split.test ? ", " + base::format_count(split.test->rows()) + " to test on" : ""));
  if (config.data.scale == config::Scale::kAuto &&
      split.transform.scale() != config::Scale::kUnit) {
    base::log_info("scale   " + enum_name(split.transform.scale()) + ", chosen from the data");
  }
  std::vector<std::string> widths;
  for (const std::int64_t width : config.model.layers) widths.push_back(std::to_string(width));
  base::log_info("model   " + std::to_string(split.train.width()) + "-" + base::join(widths, "-") +
                 " and back, " + enum_name(config.model.code_activation) + " code, " +
                 base::format_count(facts["parameters"].get<std::int64_t>()) + " parameters, on " +
                 facts["device"].get<std::string>());
  base::log_info("engine  " + facts["engine"].get<std::string>() + " on " +
                 facts["threads"].dump() + (facts["threads"] == 1 ? " thread: " : " threads: ") +
                 facts["engine_reason"].get<std::string>());
  if (config.optim.grad_clip) {
    base::log_info("clip    each step stores its gradient and scales it to the norm " +
                   base::format_number(*config.optim.grad_clip) + " where it is larger; then " +
                   enum_name(config.optim.optimizer) + " updates");
  }
  if (const auto& corrupt = config.data.corrupt) {
    base::log_info("noise   " + config::ValueText<config::Corruption>::format({}, *corrupt) +
                   " on the input " +
                   (config.data.corrupt_eval ? "in training and validation" : "in training only"));
  }
  if (!config.loss.sparse()) {
    const bool chosen = config::keeps_largest(config.model.code_activation);
    base::log_info("loss    " + enum_name(config.loss.loss) + "; " +
                   (chosen ? std::to_string(*config.model.k) + " active code units per sample" +
                                 (config.model.code_activation == config::Activation::kBatchTopk
                                      ? " on average"
                                      : "")
                           : "sparsity is off"));
    return;
  }
  base::log_info("loss    " + enum_name(config.loss.loss) + " + " +
                 base::format_number(config.loss.beta) + " * " + enum_name(config.loss.penalty) +
                 ", weight decay " + base::format_number(config.loss.lambda));
}

void warn_of_schedule(const config::Config& config) {
  const config::OptimConfig& optim = config.optim;
  const std::int64_t epochs = config.train.epochs;
  const std::int64_t length = optim.schedule_epochs.value_or(epochs);
  if (optim.lr_schedule == config::LrSchedule::kCosine && length < epochs) {
    base::log_warning("--schedule_epochs " + std::to_string(length) +
                      ": the learning rate is 0 from epoch " + std::to_string(length + 1) +
                      " on, and the weights no longer change");
  }
  if (optim.warmup_epochs > static_cast<double>(epochs)) {
    base::log_warning("--warmup_epochs " + base::format_number(optim.warmup_epochs) +
                      ": the learning rate never reaches --lr in " + std::to_string(epochs) +
                      " epochs");
  }
}

void warn_of_choice(const config::Config& config, const data::Split& split) {
  if (!config.train.patience || !split.valid_is_test) return;
  base::log_warning(
      "--patience selects the epoch on the test set, which makes the test error too optimistic; "
      "use --valid 0.1 to select on held-out training rows");
}

}  // namespace sae::session
