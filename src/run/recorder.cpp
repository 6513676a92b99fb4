// SPDX-License-Identifier: MIT
// Writes the machine-readable files of a run.
#include "run/recorder.h"

#include <utility>

#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/model_file.h"
#include "run/summary_file.h"

namespace sae::run {
namespace {

class Recorder final : public train::Observer {
 public:
  Recorder(const config::Config& config, const RunFolder& folder, Identity identity,
           format::Json facts, data::Transform transform)
      : config_(config),
        folder_(folder),
        identity_(std::move(identity)),
        facts_(std::move(facts)),
        transform_(std::move(transform)) {}

  void on_checkpoint(const train::Checkpoint& checkpoint) override {
    folder_.write(kCheckpointName, checkpoint_bytes(checkpoint, identity_));
    const auto& history = checkpoint.history;
    if (history.empty() || history.back().epoch == written_epoch_) return;
    written_epoch_ = history.back().epoch;
    folder_.write(kMetricsName, metrics_bytes(history));
    folder_.write(kModelName, model_bytes(checkpoint.last, config_, written_epoch_, transform_));
    const std::int64_t best = train::best_epoch(history).epoch;
    if (best == written_best_) return;
    written_best_ = best;
    folder_.write(kBestName, model_bytes(checkpoint.best, config_, best, transform_));
  }

  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl& /*model*/) override {
    folder_.write(kSummaryName, summary_bytes(outcome, facts_));
  }

 private:
  const config::Config& config_;
  const RunFolder& folder_;
  Identity identity_;
  format::Json facts_;
  data::Transform transform_;
  // Epochs whose files this recorder wrote last; 0: none yet.
  std::int64_t written_epoch_ = 0;
  std::int64_t written_best_ = 0;
};

}  // namespace

std::unique_ptr<train::Observer> make_recorder(const config::Config& config,
                                               const RunFolder& folder, Identity identity,
                                               format::Json facts,
                                               const data::Transform& transform) {
  return std::make_unique<Recorder>(config, folder, std::move(identity), std::move(facts),
                                    transform);
}

}  // namespace sae::run
