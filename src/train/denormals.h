// SPDX-License-Identifier: MIT
// Denormal numbers off.
#pragma once

namespace sae::train {

/// Makes denormal numbers zero in this thread and in those it starts later: they slow Adam down
/// after some epochs. To be called before any tensor or thread exists.
void flush_denormals();

}  // namespace sae::train
