// SPDX-License-Identifier: MIT
// The columns of an epoch by name.
#pragma once

#include <cstdint>

#include "sae/run.h"
#include "train/epoch_record.h"

namespace sae::api {

inline EpochMetrics epoch_metrics(const train::EpochRecord& record) {
  EpochMetrics metrics;
  train::visit_columns(record, [&](const char* name, train::ColumnKind, const auto& value) {
    metrics[name] = static_cast<double>(value);
  });
  return metrics;
}

}  // namespace sae::api
