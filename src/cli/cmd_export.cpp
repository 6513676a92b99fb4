// SPDX-License-Identifier: MIT
// The command `sae export`.
#include "cli/cmd_export.h"

#include <concepts>

#include "base/log.h"
#include "base/text.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/values.h"
#include "format/onnx.h"
#include "run/export_files.h"
#include "run/foreign_networks.h"
#include "run/onnx_graph.h"
#include "session/version.h"

namespace sae::cli {
namespace {

using format::Json;

struct ExportOptions {
  run::ExportFormat format = run::ExportFormat::kOnnx;
  config::Weights weights = config::Weights::kLast;
  ResultOptions results;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ExportOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Export", "--format", "NAME", "onnx: every model, on rows as in the files; safetensors, npy, csv, saelens: weights with the scale folded in, where that is possible", ""}, options.format);
  visit_weights(options.weights, "Export", visit);
  visit_results(options.results, "RUN/export-FORMAT", visit);
  // clang-format on
}

/// Files, and what a program needs to know besides them: null for ONNX, which has it.
struct Exported {
  std::vector<run::ExportedFile> files;
  Json network;
};

std::vector<run::ExportedFile> weight_files(const run::PlainNetwork& network,
                                            run::ExportFormat format) {
  switch (format) {
    case run::ExportFormat::kSafetensors:
      return run::safetensors_files(network);
    case run::ExportFormat::kNpy:
      return run::npy_files(network);
    case run::ExportFormat::kCsv:
      return run::csv_files(network);
    case run::ExportFormat::kSaelens:
      return run::saelens_files(network);
    case run::ExportFormat::kOnnx:
      break;
  }
  return {};
}

Exported make_files(const run::Stack& stack, run::ExportFormat format) {
  if (format == run::ExportFormat::kOnnx) {
    const auto version = session::version_json()["sae_train"].get<std::string>();
    return {{{run::kOnnxName, format::onnx_bytes(run::onnx_graph(stack, version))}}, {}};
  }
  const run::PlainNetwork network = run::fold(stack);
  return {weight_files(network, format), run::network_json(network)};
}

Json export_record(const run::Stack& stack, const ExportOptions& options, const Json& network) {
  Json record = {{"runs", runs_json(stack)},
                 {"format", config::enum_name(options.format)},
                 {"weights", enum_name(options.weights)}};
  if (!network.is_null()) record["network"] = network;
  record["versions"] = session::version_json();
  return record;
}

int export_network(const Arguments& arguments) {
  const auto options = config::with_settings(ExportOptions(), arguments.typed);
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = run::Stack::load({arguments.runs.front()}, options.weights);
  const Exported exported = make_files(stack, options.format);
  const auto folder = create_results(
      run::kExportResults, stack, "export-" + config::enum_name(options.format), options.results);
  base::log_info("runs    " + name_runs(stack) + ": " + base::format_count(stack.first().width()) +
                 " values to a code of " + base::format_count(stack.code_width()));
  for (const run::ExportedFile& file : exported.files) {
    folder.write(file.name, file.bytes);
    base::log_info("wrote   " + file.name + ", " +
                   base::format_count(static_cast<std::int64_t>(file.bytes.size())) + " bytes");
  }
  folder.write_record(export_record(stack, options, exported.network));
  print(folder.path().string() + "\n");
  return 0;
}

}  // namespace

CommandLine export_line() {
  return {"sae export",
          "Writes a run's network for another program. It takes rows as in the files and returns "
          "them in the same units.\nPrints the folder on stdout.",
          "Example: sae export runs/latest --format saelens\n"
          "         sae import FOLDER reads the other formats back.",
          config::describe(ExportOptions()),
          false,
          "RUN",
          1,
          1};
}

int export_run(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(export_line(), words, export_network);
}

}  // namespace sae::cli
