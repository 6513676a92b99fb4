// SPDX-License-Identifier: MIT
// Tensor values as std::vector.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace sae::data {

/// All values in row-major order, from any device. T: the C++ type of the tensor's dtype.
template <class T>
std::vector<T> to_vector(const at::Tensor& tensor) {
  const at::Tensor values = tensor.cpu().contiguous();
  const T* first = values.const_data_ptr<T>();
  return std::vector<T>(first, first + values.numel());
}

}  // namespace sae::data
