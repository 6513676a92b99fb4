// SPDX-License-Identifier: MIT
// Data options for applying a trained run.
#include "config/settings.h"

#include <algorithm>

namespace sae::config {

DataConfig inference_data(const DataConfig& of_run, const std::vector<Setting>& typed) {
  DataConfig data = of_run;
  if (find_setting(typed, "data") != nullptr) {
    const DataConfig fresh;
    data.format = fresh.format;
    data.labels = fresh.labels;
    data.classes = fresh.classes;
    fields::visit_division(data, [](const Field&, auto& value) {
      if constexpr (requires { value.reset(); }) value.reset();  // the seed stays
    });
  }
  for (const Setting& setting : typed) {
    assign(setting, [&](auto&& visitor) { visit_inference_data(data, visitor); });
  }
  return data;
}

}  // namespace sae::config
