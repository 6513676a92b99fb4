// SPDX-License-Identifier: MIT
// Writes the metrics of a run for TensorBoard.
#include "run/event_log.h"

#include <chrono>
#include <cmath>

#include "format/event_file.h"
#include "format/file.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

double seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

format::ScalarEvent event_of(const train::EpochRecord& epoch, double wall_time) {
  format::ScalarEvent event{epoch.epoch, wall_time, {}};
  train::visit_columns(epoch, [&](const std::string& name, train::ColumnKind, const auto& value) {
    const auto number = static_cast<double>(value);
    if (name != "epoch" && !std::isnan(number)) event.scalars.push_back({event_tag(name), number});
  });
  return event;
}

class EventLog final : public train::Observer {
 public:
  explicit EventLog(const RunFolder& folder) : folder_(folder) {}

  void on_checkpoint(const train::Checkpoint& checkpoint) override {
    const auto& history = checkpoint.history;
    if (!folder_.has(kEventsName)) written_ = {};  // new, or deleted since
    if (history.empty() || history.back().epoch == written_.last_step) return;
    if (written_.bytes == 0 && folder_.has(kEventsName)) {
      written_ = format::find_whole_events(
          format::read_file(folder_.path() / kEventsName, ErrorKind::kOutput),
          history.back().epoch);
    }
    const double now = seconds_since_1970();
    std::string bytes;
    if (written_.bytes == 0) bytes = format::event_file_start(now);
    for (const train::EpochRecord& epoch : history) {
      if (epoch.epoch > written_.last_step) bytes += format::event_record(event_of(epoch, now));
    }
    folder_.append(kEventsName, written_.bytes, bytes);
    written_ = {written_.bytes + bytes.size(), history.back().epoch};
  }

 private:
  const RunFolder& folder_;
  format::WholeEvents written_;  ///< what the file has; no bytes: not known yet
};

}  // namespace

std::unique_ptr<train::Observer> make_event_log(const RunFolder& folder) {
  return std::make_unique<EventLog>(folder);
}

std::string event_tag(const std::string& column) {
  for (const std::string group : {"train", "val"}) {
    if (column.starts_with(group + "_")) return group + "/" + column.substr(group.size() + 1);
  }
  return column;
}

}  // namespace sae::run
