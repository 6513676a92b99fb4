// SPDX-License-Identifier: MIT
// Arrays of numbers that a page decodes.
#include "report/array_store.h"

#include <ATen/TensorOperators.h>

#include <limits>

#include "base/error.h"

namespace sae::report {
namespace {

constexpr std::size_t kAlignment = 8;

std::string type_name(at::ScalarType type) {
  if (type == at::kByte) return "u8";
  if (type == at::kChar) return "i8";
  if (type == at::kShort) return "i16";
  if (type == at::kFloat) return "f32";
  throw Error(ErrorKind::kInternal, "array store: unexpected type");
}

}  // namespace

void ArrayStore::add(const std::string& name, const at::Tensor& tensor) {
  const at::Tensor values = tensor.cpu().contiguous();
  index_[name] = {{"type", type_name(values.scalar_type())},
                  {"shape", values.sizes().vec()},
                  {"offset", bytes_.size()}};
  bytes_.append(static_cast<const char*>(values.const_data_ptr()), values.nbytes());
  bytes_.resize((bytes_.size() + kAlignment - 1) / kAlignment * kAlignment);
}

Quantised quantise(const at::Tensor& values) {
  constexpr double kSteps = std::numeric_limits<std::uint16_t>::max();
  constexpr double kLowest = std::numeric_limits<std::int16_t>::min();
  const at::Tensor exact = values.to(at::kDouble);
  const at::Tensor low = exact.amin({1}, /*keepdim=*/true);
  const at::Tensor step = (exact.amax({1}, /*keepdim=*/true) - low) / kSteps;
  const at::Tensor places = (exact - low) / step.clamp_min(std::numeric_limits<double>::min());
  return {(places.round() + kLowest).to(at::kShort), low.flatten().to(at::kFloat),
          step.flatten().to(at::kFloat)};
}

SignedBytes to_signed_bytes(const at::Tensor& values) {
  constexpr double kLargest = 127;
  const at::Tensor scale = values.abs().amax({1}, /*keepdim=*/true) / kLargest;
  const at::Tensor places = values / scale.clamp_min(std::numeric_limits<float>::min());
  return {places.round().to(at::kChar), scale.flatten().to(at::kFloat)};
}

}  // namespace sae::report
