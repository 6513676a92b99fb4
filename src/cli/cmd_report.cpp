// SPDX-License-Identifier: MIT
// The command `sae report`.
#include "cli/cmd_report.h"

#include <concepts>
#include <optional>

#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/output.h"
#include "cli/own_rows.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "machine/threads.h"
#include "report/report.h"
#include "run/file_names.h"
#include "run/run_folder.h"

namespace sae::cli {
namespace {

struct ReportOptions {
  std::optional<std::string> data;
  std::optional<double> report_mb;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ReportOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Data", "--data", "PATH", "where the run's data are now, if they were moved", "the run's value"}, options.data);
  visit(config::Field{"Output", "--report_mb", "MB", "largest size of report.html", "the run's value"}.range(config::fields::kLeastReport, config::fields::kLargestReport), options.report_mb);
  // clang-format on
}

int report_run(const Arguments& arguments) {
  const auto options = config::with_settings(ReportOptions(), arguments.typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  problems.throw_if_any();
  base::set_up_log(base::LogLevel::kInfo);
  // Only a run is locked: a lock would leave a file in other folders.
  const auto run = run::TrainedRun::load(arguments.runs.front());
  const auto folder = run::RunFolder::reopen(run.folder());
  machine::prepare_threads(
      static_cast<int>(run.config().train.threads.value_or(base::available_cores())));
  const data::Split split = read_own_rows(run, options.data);
  check_trained_on(run, split);
  base::log_info("data    " + split.place + ": " + base::format_count(split.valid.rows()) +
                 " validation rows");
  report::write(folder, {run, split}, options.report_mb.value_or(run.config().output.report_mb));
  print((folder.path() / run::kReportName).string() + "\n");
  return 0;
}

}  // namespace

CommandLine report_line() {
  return {"sae report",
          "Writes report.html, a page to explore a run in a browser, and report.json, its numbers, "
          "into the run's folder.\nTraining does the same at its end, unless --report no is given.",
          "Example: sae report runs/latest",
          config::describe(ReportOptions()),
          false,
          "RUN",
          1,
          1};
}

int write_report(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(report_line(), words, report_run);
}

}  // namespace sae::cli
