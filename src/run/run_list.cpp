// SPDX-License-Identifier: MIT
// Lists the runs in a folder.
#include "run/run_list.h"

#include <algorithm>

#include "base/error.h"
#include "base/file_lock.h"
#include "base/log.h"
#include "base/text.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/summary_file.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;

/// Throws kCheckpoint unless it is a run whose name all outputs, such as JSON, can hold.
ListedRun read_run(const fs::path& folder) {
  if (!base::is_utf8(folder.string())) {
    throw Error(ErrorKind::kCheckpoint, base::printable(folder.string()) +
                                            ": expected a folder's name in UTF-8, found "
                                            "other bytes");
  }
  ListedRun run;
  run.folder = folder;
  const ConfigFile saved = read_config_file(folder);
  run.config = saved.config();
  run.provenance = saved.provenance;
  run.schema = saved.schema();
  if (fs::exists(folder / kMetricsName)) run.history = read_metrics(folder / kMetricsName);
  if (auto summary = read_summary(folder)) run.summary = *std::move(summary);
  if (const auto state = state_in(run.summary)) {
    run.state = state_name(*state);
  } else if (saved.imported()) {
    run.state = "imported";
  } else {
    run.state = base::FileLock::is_held(folder / kLockName) ? "running" : "stopped";
  }
  return run;
}

}  // namespace

std::vector<ListedRun> find_runs(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw Error(ErrorKind::kCheckpoint, folder.string() +
                                            ": expected a run or a folder of runs, found " +
                                            (fs::exists(folder) ? "a file" : "nothing"));
  }
  if (fs::exists(folder / kConfigName)) return {read_run(folder)};
  std::vector<fs::path> places;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory() && !entry.is_symlink() && fs::exists(entry.path() / kConfigName)) {
      places.push_back(entry.path());
    }
  }
  std::ranges::sort(places);
  std::vector<ListedRun> runs;
  for (const fs::path& place : places) {
    try {
      runs.push_back(read_run(place));
    } catch (const Error& error) {
      base::log_warning(error.what());
    }
  }
  return runs;
}

}  // namespace sae::run
