// SPDX-License-Identifier: MIT
// Declares the model for headers that only pass it on, because torch/nn takes seconds to compile.
#pragma once

namespace sae::model {
class AutoencoderImpl;
}  // namespace sae::model
