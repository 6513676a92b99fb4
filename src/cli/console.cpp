// SPDX-License-Identifier: MIT
// Console output of a training run.
#include "cli/console.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/log.h"
#include "base/progress_bar.h"
#include "base/text.h"
#include "report/verdict.h"
#include "run/file_names.h"
#include "run/run_folder.h"

namespace sae::cli {
namespace {

using base::format_count;
using base::format_fixed;

/// Seconds. Service managers commonly wait little longer before they kill a process.
constexpr double kSlowSave = 20;

class Console final : public train::Observer {
 public:
  Console(const config::Config& config, std::filesystem::path folder)
      : config_(config), folder_(std::move(folder)), bar_(base::shows_progress()) {}

  void on_progress(const train::Progress& progress) override {
    if (!bar_) return;
    std::fprintf(stderr, "\r\033[K%s",
                 progress_line(progress, base::terminal_columns() - 1).c_str());
    std::fflush(stderr);
  }

  void on_epoch(const train::FinishedEpoch& finished) override {
    clear_bar();
    base::log_info(epoch_line(finished.history.back(), config_.train.epochs));
  }

  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl& /*model*/) override {
    clear_bar();
    for (const std::string& line : closing_lines(config_, outcome, folder_)) base::log_info(line);
    if (outcome.timing.last_save > kSlowSave) {
      base::log_warning(
          "the last save took " + base::format_duration(outcome.timing.last_save) +
          ": stopping by a signal takes as long, and a system shutdown may not wait for it");
    }
  }

 private:
  void clear_bar() const {
    if (bar_) std::fputs("\r\033[K", stderr);
  }

  const config::Config& config_;
  std::filesystem::path folder_;
  bool bar_;
};

std::string whole(double value) { return format_count(static_cast<std::int64_t>(value)); }

std::string lost_variance(double fvu) {
  if (std::isnan(fvu)) return "the validation rows are all equal, so no variance can be lost";
  if (fvu >= 1) return "no better than the mean of the data, FVU " + format_fixed(fvu, 2);
  return format_fixed(100 * fvu, 1) + " % of the samples' variance is lost";
}

std::string error_line(const train::EpochRecord& last, const train::EpochRecord& best) {
  return "  val mse       " + format_fixed(last.valid.mse, 5) + ": " +
         lost_variance(last.valid.fvu) + " (best " + format_fixed(best.valid.mse, 5) +
         " at epoch " + std::to_string(best.epoch) + ")";
}

std::string test_line(const train::Measures& test) {
  return "  test mse      " + format_fixed(test.mse, 5) + " on the test set, FVU " +
         format_fixed(test.fvu, 3);
}

std::string code_line(const config::Config& config, const train::Sparsity& sparsity) {
  return "  code          " + format_fixed(sparsity.l0, 1) + " of " +
         std::to_string(config.model.layers.back()) + " units active per sample (L0), " +
         format_fixed(sparsity.n_eff, 0) + " effective (n_eff), Hoyer " +
         format_fixed(sparsity.hoyer, 2);
}

std::string units_line(const train::Sparsity& sparsity) {
  return "  units         " + std::to_string(sparsity.dead) + " dead, " +
         std::to_string(sparsity.always_on) + " always on; mean activation " +
         format_fixed(sparsity.rho_hat, 3) + " (from " + format_fixed(sparsity.rho_hat_min, 3) +
         " to " + format_fixed(sparsity.rho_hat_max, 3) + ")";
}

std::string stop_line(const train::EarlyStop& stopped, const train::EpochRecord& best) {
  const std::string epochs = std::to_string(stopped.patience);
  return "  stopped       after epoch " + std::to_string(stopped.epoch) +
         ": val mse did not improve " +
         (stopped.patience == 1 ? "for 1 epoch" : "for " + epochs + " epochs") +
         " (--patience); best.safetensors is from epoch " + std::to_string(best.epoch);
}

std::string restoration_line(const train::Restoration& restoration) {
  const auto show = [](double mse, double psnr) {
    return "mse " + format_fixed(mse, 5) + ", PSNR " + format_fixed(psnr, 2) + " dB";
  };
  return "  denoising     " + show(restoration.noisy_mse, restoration.noisy_psnr()) + " before; " +
         show(restoration.restored_mse, restoration.restored_psnr()) + " after (peak " +
         base::format_number(restoration.peak) + ")";
}

/// The smallest budget that explains nearly all; empty if there is none.
std::string budget_line(const std::vector<train::BudgetPoint>& budget) {
  const train::BudgetPoint* enough = train::first_sufficient(budget, report::kNearlyAll);
  if (enough == nullptr) return "";
  return "  budget        " + std::to_string(enough->units) + " of " +
         std::to_string(budget.back().units) + " units per sample explain " +
         format_fixed(100 * (1 - enough->fvu), 1) + " % of the variance, all " +
         format_fixed(100 * (1 - budget.back().fvu), 1) + " %";
}

std::vector<std::string> result_lines(const config::Config& config, const train::Outcome& outcome,
                                      const std::filesystem::path& folder) {
  const train::EpochRecord& last = outcome.history.back();
  const train::EpochRecord& best = train::best_epoch(outcome.history);
  const report::Verdict verdict = report::judge_run(config, last.valid, outcome.budget);
  std::vector<std::string> lines = {"after " + train::describe({last.epoch + 1, 0}) + ", " +
                                    base::format_duration(outcome.timing.wall) + ":"};
  if (outcome.stopped) lines.push_back(stop_line(*outcome.stopped, best));
  lines.push_back(error_line(last, best));
  if (outcome.test && !outcome.test->validates) lines.push_back(test_line(*outcome.test));
  if (outcome.restoration) lines.push_back(restoration_line(*outcome.restoration));
  lines.push_back(code_line(config, last.valid.sparsity));
  lines.push_back(units_line(last.valid.sparsity));
  if (const std::string line = budget_line(outcome.budget); !line.empty()) lines.push_back(line);
  lines.push_back("  verdict       " + verdict.sentence);
  if (!verdict.advice.empty()) lines.push_back("  try next      " + verdict.advice);
  if (outcome.state != train::EndState::kFinished) return lines;
  lines.push_back("  pictures      " + (folder / run::kLossPlotName).string() + ", " +
                  run::kFeaturesName + " and " + run::kReconstructionsName +
                  "/ in the same folder");
  if (config.output.report) {
    lines.push_back("  report        " + (folder / run::kReportName).string() +
                    " (open it in a browser)");
  }
  return lines;
}

}  // namespace

std::string epoch_line(const train::EpochRecord& record, std::int64_t epochs) {
  const std::string total = std::to_string(epochs);
  const std::string number = std::to_string(record.epoch);
  const train::Sparsity& sparsity = record.valid.sparsity;
  return "epoch " + std::string(total.size() - std::min(total.size(), number.size()), ' ') +
         number + "/" + total + "  train loss " + format_fixed(record.train.loss, 5) + "  mse " +
         format_fixed(record.train.mse, 5) + "  val mse " + format_fixed(record.valid.mse, 5) +
         "  hoyer " + format_fixed(sparsity.hoyer, 2) + "  l0 " + format_fixed(sparsity.l0, 1) +
         "  dead " + std::to_string(sparsity.dead) + "  " + base::format_duration(record.seconds) +
         "  " + whole(record.images_per_second) + " samples/s";
}

std::string progress_line(const train::Progress& progress, int columns) {
  const std::string line =
      "epoch " + std::to_string(progress.epoch) + "/" + std::to_string(progress.epochs) + " [" +
      base::bar_text(progress.batch, progress.batches) + "] batch " +
      std::to_string(progress.batch) + "/" + std::to_string(progress.batches) + "  loss " +
      format_fixed(progress.running_loss, 5) + "  " + whole(progress.images_per_second) +
      " samples/s  " + base::format_duration(progress.seconds_left) + " left";
  return line.substr(0, static_cast<std::size_t>(std::max(columns, 1)));
}

std::vector<std::string> closing_lines(const config::Config& config, const train::Outcome& outcome,
                                       const std::filesystem::path& folder) {
  std::vector<std::string> lines;
  if (!outcome.history.empty()) lines = result_lines(config, outcome, folder);
  if (outcome.state == train::EndState::kInterrupted) {
    lines.push_back("interrupted and saved after " + train::describe(*outcome.saved) +
                    "; resume with: " + run::resume_command(folder));
  }
  return lines;
}

std::unique_ptr<train::Observer> make_console(const config::Config& config,
                                              const std::filesystem::path& folder) {
  return std::make_unique<Console>(config, folder);
}

}  // namespace sae::cli
