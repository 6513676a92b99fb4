// SPDX-License-Identifier: MIT
// Work on all rows at once, for scripts/bench all_rows.
#pragma once

#include <functional>

#include "bench/task.h"

namespace sae::bench {

/// The task's work (not kEpochs) from its start to its end; returns the value that it minimises:
/// loss or inertia. Each call does the same.
std::function<double()> all_rows_work(const Task& task);

}  // namespace sae::bench
