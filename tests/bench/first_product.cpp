// SPDX-License-Identifier: MIT
// The smallest LibTorch program: one product of two 32 x 32 matrices. scripts/bench compares the
// startup of sae_train with it.
#include <ATen/core/Tensor.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>

int main() {
  const at::Tensor ones = at::ones({32, 32});
  return at::mm(ones, ones)[0][0].item<float>() == 32 ? 0 : 1;
}
