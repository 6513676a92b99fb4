// SPDX-License-Identifier: MIT
// The public train_run.
#include "sae/train.h"

#include <csignal>
#include <exception>
#include <memory>

#include "api/config_state.h"
#include "api/epoch_metrics.h"
#include "api/guarded.h"
#include "session/effective_config.h"
#include "session/session.h"
#include "train/denormals.h"

namespace sae {
namespace {

class EpochCaller final : public train::Observer {
 public:
  /// thrown: keeps an exception from the call; must outlive the observer.
  EpochCaller(const OnEpoch& call, std::exception_ptr& thrown) : call_(call), thrown_(thrown) {}

  void on_epoch(const train::FinishedEpoch& finished) override {
    if (!call_) return;
    try {
      call_(api::epoch_metrics(finished.history.back()));
    } catch (...) {
      thrown_ = std::current_exception();
      throw;
    }
  }

 private:
  const OnEpoch& call_;
  std::exception_ptr& thrown_;
};

Trained start_run(const Config& config, const OnEpoch& on_epoch, std::exception_ptr& thrown,
                  const std::stop_token& stop) {
  train::flush_denormals();
  const auto& settings = ConfigAccess::state(config);
  session::Session session(session::effective_config(settings.file, settings.typed), {});
  const session::EndedRun run = session.train(
      [&](const config::Config& /*config*/, const std::filesystem::path& /*folder*/) {
        return std::make_unique<EpochCaller>(on_epoch, thrown);
      },
      // A run that is stopped counts as interrupted by SIGTERM.
      [&] { return stop.stop_requested() ? SIGTERM : 0; });
  session::throw_if_diverged(run);
  return {run.folder, run.outcome.state == train::EndState::kInterrupted};
}

}  // namespace

Trained train_run(const Config& config, const OnEpoch& on_epoch, std::stop_token stop) {
  std::exception_ptr thrown;
  try {
    return api::guarded([&] { return start_run(config, on_epoch, thrown, stop); });
  } catch (...) {
    if (thrown) std::rethrow_exception(thrown);
    throw;
  }
}

}  // namespace sae
