// SPDX-License-Identifier: MIT
// report.html and report.json of a run.
#include "report/report.h"

#include <exception>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "model/autoencoder.h"
#include "report/compose.h"
#include "report/display.h"
#include "report/page.h"
#include "report/run_card.h"
#include "run/file_names.h"

namespace sae::report {
namespace {

class Reporter final : public train::Observer {
 public:
  Reporter(const config::Config& config, const run::RunFolder& folder, const data::Split& split)
      : config_(config), folder_(folder), split_(split) {}

  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl& /*model*/) override {
    if (outcome.state != train::EndState::kFinished) return;
    try {
      const auto run = run::TrainedRun::load(folder_.path());
      write(folder_, {run, split_}, config_.output.report_mb);
    } catch (const std::exception& error) {
      base::log_warning(std::string("the report cannot be written: ") + error.what());
    }
  }

 private:
  const config::Config& config_;
  const run::RunFolder& folder_;
  const data::Split& split_;
};

}  // namespace

ReportFiles make_report(const ReportSource& source, double megabytes) {
  constexpr double kMegabyte = 1e6;
  const Statistics statistics = measure_run(source);
  const Display display(source.run.transform(), source.split.valid, source.run.model().network());
  format::Json run = describe_run(source, statistics);
  run["report_mb"] = megabytes;
  ReportFiles files;
  for (const Extent& extent : extents(statistics.tiles.size())) {
    const Report report = compose(source, statistics, display, run, extent);
    files = {page_html(report), format::json_file(report.json)};
    if (static_cast<double>(files.html.size()) <= megabytes * kMegabyte) return files;
  }
  base::log_warning("report.html takes " +
                    base::format_fixed(static_cast<double>(files.html.size()) / kMegabyte, 1) +
                    " MB, more than --report_mb " + base::format_number(megabytes) +
                    ": no more can be left out");
  return files;
}

void write(const run::RunFolder& folder, const ReportSource& source, double megabytes) {
  const ReportFiles files = make_report(source, megabytes);
  folder.write(run::kReportDataName, files.json);
  folder.write(run::kReportName, files.html);
}

std::unique_ptr<train::Observer> make_reporter(const config::Config& config,
                                               const run::RunFolder& folder,
                                               const data::Split& split) {
  return std::make_unique<Reporter>(config, folder, split);
}

}  // namespace sae::report
