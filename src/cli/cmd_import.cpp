// SPDX-License-Identifier: MIT
// The command `sae import`.
#include "cli/cmd_import.h"

#include <concepts>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/inference_rows.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "config/validate.h"
#include "data/split.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/import_network.h"
#include "run/refusal_guard.h"
#include "run/run_folder.h"
#include "session/version.h"

namespace sae::cli {
namespace {

using format::Json;

struct ImportOptions {
  config::DataConfig data;
  ResultOptions results;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ImportOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Output", "--out", "DIR", "folder of the new run", "none"}, options.results.out);
  visit(config::Field{"Output", "--force", "yes|no", "replace an existing run in that folder (plain --force means yes)", ""}, options.results.force);
  // clang-format on
  config::visit_inference_data(options.data, visit);
}

ImportOptions read_import_options(const Arguments& arguments) {
  auto options = config::with_settings(ImportOptions(), arguments.typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  config::check_marks(options.data.table, problems);
  if (!options.results.out) {
    problems.add("--out: expected the folder of the new run, found none");
  }
  if (!options.data.data) refuse_data_options(arguments.typed, problems);
  problems.throw_if_any();
  return options;
}

/// The configuration of a run that was never trained: of its training, only the network is known.
config::Config imported_config(const ImportOptions& options, const run::PlainNetwork& network,
                               const std::string& path) {
  config::Config config;
  config.data = options.data;
  config.data.scale = config::Scale::kNone;
  config.model = network.config;
  config.loss.add_sparse = false;
  config.output.out = options.results.out;
  config.output.force = options.results.force;
  const std::vector<std::string> problems = config::validate(config, {});
  if (problems.empty()) return config;
  throw Error(ErrorKind::kData, path + ": " + problems.front());
}

/// Throws kData if the rows that the user named do not have the network's width.
void check_rows(const config::Config& config, std::int64_t width) {
  if (!config.data.data) return;
  const data::Split split = data::read_split(config.data);
  if (split.valid.width() == width) return;
  throw Error(ErrorKind::kData, split.place + ": expected rows of " + std::to_string(width) +
                                    " values, found " + std::to_string(split.valid.width()));
}

int import_network(const Arguments& arguments, const std::vector<std::string>& command_line) {
  const ImportOptions options = read_import_options(arguments);
  base::set_up_log(base::LogLevel::kInfo);
  const std::string& path = arguments.runs.front();
  const run::ImportedNetwork imported = run::read_network(path);
  const run::PlainNetwork& network = imported.network;
  const config::Config config = imported_config(options, network, path);
  check_rows(config, network.width);
  const Json provenance = {
      {"versions", session::version_json()},
      {run::kImportedKey,
       {{"kind", imported.kind}, {"place", std::filesystem::weakly_canonical(path).string()}}},
      {"command_line", command_line}};
  const auto folder = run::RunFolder::create(config, provenance);
  const run::RefusalGuard nothing_left(folder);
  folder.write(run::kModelName, run::model_bytes(network.weights, config, /*epoch=*/0));
  base::log_info("network " + imported.kind + ": " + base::format_count(network.width) +
                 " values to a code of " + base::format_count(network.config.layers.back()) + ", " +
                 enum_name(network.config.code_activation));
  if (!config.data.data) base::log_info("data    none: commands need --data");
  print(folder.path().string() + "\n");
  return 0;
}

}  // namespace

CommandLine import_line() {
  std::vector<config::FieldText> options = config::describe(ImportOptions());
  for (config::FieldText& option : options) {
    if (option.field.name() == "data") option.text = "none: each command names its rows";
  }
  return {
      "sae import",
      "Makes a run of a network that another program wrote: a folder of sae-lens (version 6) or "
      "eai-sparsify, or of\nsae export. The network takes rows as in the files. With data options "
      "the run also has rows of its own.\nPrints the run's folder on stdout.",
      "Example: sae import export-saelens --out runs/imported\n"
      "         sae eval runs/imported --data rows.npy",
      std::move(options),
      false,
      "PATH",
      1,
      1};
}

int import_run(const std::vector<std::string>& words,
               const std::vector<std::string>& command_line) {
  return run_on_runs(import_line(), words, [&](const Arguments& arguments) {
    return import_network(arguments, command_line);
  });
}

}  // namespace sae::cli
