// SPDX-License-Identifier: MIT
// TensorBoard's event files: scalars by step, one record after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// A named number.
struct EventScalar {
  std::string tag;  ///< such as "val/mse"; TensorBoard groups by what precedes the slash
  double value = 0;
};

/// The scalars of a step.
struct ScalarEvent {
  std::int64_t step = 0;
  double wall_time = 0;  ///< seconds since 1970
  std::vector<EventScalar> scalars;
};

/// The record that begins a file, written at this time.
std::string event_file_start(double wall_time);

/// A record. Numbers become float32. A record is its length (8 bytes, little-endian), the masked
/// CRC-32C of these, the bytes of the event, and their masked CRC-32C (the TFRecord format).
std::string event_record(const ScalarEvent& event);

/// The beginning of a file, up to a record that is cut off or of a later step.
struct WholeEvents {
  std::size_t bytes = 0;       ///< its length
  std::int64_t last_step = 0;  ///< its largest step
};

/// Finds the records at the beginning that are whole and have steps of at most `last_step`.
WholeEvents find_whole_events(std::string_view bytes, std::int64_t last_step);

/// CRC-32C (Castagnoli, polynomial 0x82F63B78) of these bytes.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace sae::format
