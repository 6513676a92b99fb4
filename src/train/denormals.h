// SPDX-License-Identifier: MIT
// Turns off denormal numbers.
#pragma once

namespace sae::train {

/// Flushes denormal numbers to zero in this thread and in threads that it starts later. Denormals
/// slow Adam down after some epochs. Call it before any tensor or thread exists.
void flush_denormals();

}  // namespace sae::train
