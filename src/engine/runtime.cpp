// SPDX-License-Identifier: MIT
// The machine a run uses.
#include "sae/engine/runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "sae/base/error.h"

namespace sae::engine {
namespace {

at::Device require_cuda() {
  if (at::globalContext().hasCUDA()) return at::kCUDA;
  throw Error(
      ErrorKind::kUsage,
      "--device cuda: expected an NVIDIA GPU and a LibTorch with CUDA, found no such device",
      "scripts/setup --cuda installs LibTorch with CUDA; --device auto falls back to the CPU");
}

}  // namespace

void flush_denormals() { at::globalContext().setFlushDenormal(true); }

int prepare_threads(const config::TrainConfig& config) {
  at::set_num_threads(static_cast<int>(config.threads.value_or(1)));
  return at::get_num_threads();
}

at::Device choose_device(config::DeviceChoice choice) {
  switch (choice) {
    case config::DeviceChoice::kAuto:
      return at::globalContext().hasCUDA() ? at::kCUDA : at::kCPU;
    case config::DeviceChoice::kCpu:
      return at::kCPU;
    case config::DeviceChoice::kCuda:
      return require_cuda();
  }
  return at::kCPU;
}

}  // namespace sae::engine
