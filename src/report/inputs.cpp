// SPDX-License-Identifier: MIT
// What the network sees of a run's rows.
#include "report/inputs.h"

#include "data/noise.h"

namespace sae::report {

at::Tensor validation_input(const config::Config& config, const data::Dataset& rows) {
  if (!config.data.corrupt || !config.data.corrupt_eval) return rows.features;
  return data::corrupt_validation(config, rows.shape, rows.features);
}

}  // namespace sae::report
