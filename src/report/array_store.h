// SPDX-License-Identifier: MIT
// Arrays of numbers that a page decodes.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "format/json.h"

namespace sae::report {

/// Arrays one after the other, little-endian and row-major, each at a multiple of 8 bytes.
class ArrayStore {
 public:
  /// tensor: uint8, int8, int16 or float32.
  void add(const std::string& name, const at::Tensor& tensor);

  /// {name: {"type": "u8", "i8", "i16" or "f32", "shape": […], "offset": bytes}}.
  const format::Json& index() const { return index_; }
  const std::string& bytes() const { return bytes_; }

 private:
  format::Json index_ = format::Json::object();
  std::string bytes_;
};

/// Values [M, S] as integers with one scale per row: value = low[i] + step[i] · (integer + 32768).
/// The error is at most half a step, 1/131070 of the row's range.
struct Quantised {
  at::Tensor integers;  ///< [M, S] int16
  at::Tensor low;       ///< [M] float32
  at::Tensor step;      ///< [M] float32
};
Quantised quantise(const at::Tensor& values);

/// Values [M, S] as int8 with value ≈ integer · scale[i], scale the largest magnitude of the row
/// over 127.
struct SignedBytes {
  at::Tensor integers;  ///< [M, S] int8
  at::Tensor scale;     ///< [M] float32
};
SignedBytes to_signed_bytes(const at::Tensor& values);

}  // namespace sae::report
