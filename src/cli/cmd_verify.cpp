// SPDX-License-Identifier: MIT
// The command `sae verify`.
#include "cli/cmd_verify.h"

#include <concepts>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/output.h"
#include "cli/own_rows.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "machine/threads.h"
#include "report/verify.h"

namespace sae::cli {
namespace {

struct VerifyOptions {
  std::optional<std::string> data;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, VerifyOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Data", "--data", "PATH", "where the run's data are now, if they were moved", "the run's value"}, options.data);
  // clang-format on
}

std::string reproduced_line(const report::Verification& found) {
  const std::string how = found.largest_difference == 0
                              ? "to the last digit"
                              : "within rounding (largest relative difference " +
                                    base::format_number(found.largest_difference) + ")";
  return "reproduced " + how + ": " + base::join(found.equal, ", ") + "\n";
}

int verify_files(const Arguments& arguments) {
  const auto options = config::with_settings(VerifyOptions(), arguments.typed);
  base::set_up_log(base::LogLevel::kInfo);
  const auto run = run::TrainedRun::load(arguments.runs.front());
  if (run.is_imported()) {
    throw Error(ErrorKind::kUsage,
                run.folder().string() +
                    ": expected a run trained here, found an imported one, which has no figures",
                "sae eval measures it on the rows of --data");
  }
  // Sums depend on the number of threads in their last digits.
  machine::prepare_threads(
      static_cast<int>(run.config().train.threads.value_or(base::available_cores())));
  const data::Split split = read_own_rows(run, options.data);
  const report::Verification found = report::verify_run({run, split});
  std::string text;
  for (const std::string& reason : found.not_compared) text += "not compared: " + reason + "\n";
  if (found.differences.empty()) {
    print(text + reproduced_line(found));
    return 0;
  }
  for (const std::string& difference : found.differences) text += "differs: " + difference + "\n";
  print(text);
  throw Error(ErrorKind::kCheckpoint,
              run.folder().string() + ": expected figures that can be reproduced, found " +
                  std::to_string(found.differences.size()) + " that differ",
              "if the files were edited, restore them; if the rows changed, name the old ones with "
              "--data");
}

}  // namespace

CommandLine verify_line() {
  return {"sae verify",
          "Recomputes the figures of a run from its weights and its data, and compares them with "
          "what its files\nsay: metrics.csv, summary.json, the checkpoint, report.json and the "
          "checksums of the rows.",
          "Example: sae verify runs/latest",
          config::describe(VerifyOptions()),
          false,
          "RUN",
          1,
          1};
}

int verify(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(verify_line(), words, verify_files);
}

}  // namespace sae::cli
