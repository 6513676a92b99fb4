// SPDX-License-Identifier: MIT
// The identity of a run, and checks before a saved run resumes.
#include "run/resume.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "config/config_json.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

constexpr const char* kFromHereOn =
    " now: results will differ from those of an uninterrupted run by rounding";

std::string value_of(const Identity& identity, const std::string& key) {
  const auto found = identity.find(key);
  return found == identity.end() ? "none" : found->second;
}

}  // namespace

Identity identity_of(const config::Config& config, const data::Split& split,
                     const Machine& machine) {
  return {{"config", config::config_json(config, config::Scope::kMath).dump()},
          {"train_data", split.train.fingerprint},
          {"valid_data", split.valid.fingerprint},
          {"engine", machine.engine},
          {"device", machine.device},
          {"threads", std::to_string(machine.threads)},
          {"schema", std::to_string(config::kConfigSchema)}};
}

std::optional<SavedRun> read_saved_run(const RunFolder& folder) {
  const std::filesystem::path path = folder.path() / kCheckpointName;
  if (folder.has(kCheckpointName)) return read_checkpoint(path);
  // The checkpoint is always written before the other results.
  for (const char* later : {kMetricsName, kModelName, kSummaryName}) {
    if (!folder.has(later)) continue;
    throw Error(ErrorKind::kCheckpoint,
                path.string() + ": expected a checkpoint next to " + later + ", found none",
                std::string("start a new run from saved weights with --init_from ") + kModelName);
  }
  return std::nullopt;
}

void check_same_reading(const SavedRun& saved, const data::Split& split,
                        const std::filesystem::path& run) {
  if (saved.identity.contains("schema")) return;
  data::refuse_changes(split, run);
  // Patches are still drawn in the same order.
  const bool reordered =
      !split.valid_is_test && !split.valid_is_file && split.train.row_ids.defined();
  if (!reordered) return;
  base::log_warning("training rows: in random order before, in file order" +
                    std::string(kFromHereOn));
}

void check_same_run(const SavedRun& saved, const config::Config& config, const Identity& now) {
  const format::Json math = format::parse_json(value_of(saved.identity, "config"),
                                               "the checkpoint's config", ErrorKind::kCheckpoint);
  if (!math.is_object()) {
    throw Error(ErrorKind::kCheckpoint, "the checkpoint's config: expected a JSON object");
  }
  std::vector<std::string> problems = config::find_differences(config, math);
  for (const char* data : {"train_data", "valid_data"}) {
    const std::string before = value_of(saved.identity, data), found = value_of(now, data);
    if (before == found) continue;
    problems.push_back(base::join(
        {data, ": expected the data of this run (checksums ", before, "), found ", found}, ""));
  }
  const auto finished = static_cast<std::int64_t>(saved.checkpoint.history.size());
  if (config.train.epochs < finished) {
    problems.push_back("--epochs: expected at least " + std::to_string(finished) +
                       " (already finished), found " + std::to_string(config.train.epochs));
  }
  if (problems.empty()) return;
  throw UsageErrors(
      problems,
      "--resume continues the same run; start a new run from its weights with --init_from");
}

std::vector<std::string> find_machine_changes(const Identity& saved, const Identity& now) {
  std::vector<std::string> lines;
  for (const char* part : {"engine", "device", "threads"}) {
    const std::string before = value_of(saved, part), found = value_of(now, part);
    if (before == found) continue;
    lines.push_back(base::join({part, ": ", before, " before, ", found, kFromHereOn}, ""));
  }
  return lines;
}

}  // namespace sae::run
