// SPDX-License-Identifier: MIT
// Tests of choosing the device.
#include "machine/device.h"

#include <ATen/Context.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::machine {
namespace {

/// Step times for each device, without using any.
StepTimer steps_of(double on_cpu, double on_gpu) {
  return [=](at::Device device) { return device.is_cuda() ? on_gpu : on_cpu; };
}

double must_not_measure(at::Device device) {
  ADD_FAILURE() << "measured on " << device.str();
  return 1;
}

TEST(TakeFaster, ChoosesTheFasterDeviceAndReportsBothTimes) {
  const ChosenDevice gpu = take_faster(steps_of(0.0021, 0.0004));
  EXPECT_TRUE(gpu.device.is_cuda());
  EXPECT_TRUE(gpu.measured);
  EXPECT_EQ(gpu.reason, "a step takes 0.400 ms on the GPU, 2.100 ms on the CPU");
  const ChosenDevice cpu = take_faster(steps_of(0.0003, 0.0004));
  EXPECT_TRUE(cpu.device.is_cpu());
  EXPECT_TRUE(cpu.measured);
  EXPECT_EQ(cpu.reason, "a step takes 0.400 ms on the GPU, 0.300 ms on the CPU");
}

TEST(TakeFaster, FallsBackToTheCpuIfTheGpuFails) {
  const ChosenDevice chosen = take_faster([](at::Device device) {
    TORCH_CHECK(device.is_cpu(), "out of memory\nmore of it");
    return 1.0;
  });
  EXPECT_TRUE(chosen.device.is_cpu());
  EXPECT_EQ(chosen.reason, "the GPU failed: out of memory");
}

TEST(ChooseDevice, MeasuresNothingWithoutAChoice) {
  config::Config config;
  config.train.device = config::DeviceChoice::kCpu;
  EXPECT_TRUE(choose_device(config, must_not_measure).device.is_cpu());
  EXPECT_EQ(choose_device(config, must_not_measure).reason, "requested");
  config.train.device = config::DeviceChoice::kAuto;
  config.train.engine = config::EngineChoice::kFused;
  EXPECT_TRUE(choose_device(config, must_not_measure).device.is_cpu());
  EXPECT_FALSE(choose_device(config, must_not_measure).measured);
}

TEST(ChooseDevice, ChoosesAGpuOnlyIfThereIsOne) {
  const bool has_gpu = at::globalContext().hasCUDA();
  config::Config config;
  EXPECT_EQ(choose_device(config, steps_of(2, 1)).device.is_cuda(), has_gpu);
  EXPECT_TRUE(choose_device(config, steps_of(1, 2)).device.is_cpu());
  config.train.device = config::DeviceChoice::kCuda;
  if (has_gpu) {
    EXPECT_TRUE(choose_device(config, must_not_measure).device.is_cuda());
  } else {
    EXPECT_EQ(test::failure([&] { choose_device(config, must_not_measure); }),
              "2: --device cuda: expected an NVIDIA GPU and LibTorch with CUDA, found no CUDA "
              "device");
  }
}

TEST(ChooseByItself, KeepsTheFullBatchOnTheCpuWithAReason) {
  for (const auto optimizer : {config::OptimizerKind::kLbfgs, config::OptimizerKind::kCg}) {
    config::Config config;
    config.optim.optimizer = optimizer;
    const ChosenDevice chosen = choose_by_itself(config, /*has_gpu=*/true, must_not_measure);
    EXPECT_TRUE(chosen.device.is_cpu());
    EXPECT_FALSE(chosen.measured);
    EXPECT_TRUE(chosen.leaves_gpu);
    EXPECT_EQ(chosen.reason, config::enum_name(optimizer) +
                                 " has not been tried on a GPU (try it with --device cuda)");
    EXPECT_EQ(choose_by_itself(config, /*has_gpu=*/false, must_not_measure).reason,
              "there is no GPU");
  }
}

TEST(ChooseByItself, MeasuresMiniBatchStepsIfThereIsAGpu) {
  EXPECT_TRUE(choose_by_itself({}, /*has_gpu=*/true, steps_of(2, 1)).device.is_cuda());
  EXPECT_FALSE(choose_by_itself({}, /*has_gpu=*/true, steps_of(1, 2)).device.is_cuda());
}

TEST(MeasureStep, ReturnsSecondsForEveryEngineAndKeepsTheRows) {
  config::Config config;
  config.model.layers = {3};
  data::Dataset rows;
  rows.features = test::uniform({100, 5}, 1).to(at::kFloat);
  const at::Tensor before = rows.features.clone();
  data::Noise noise;
  noise.shape = {1, 5, 1};
  noise.corrupt = config::Corruption{config::Noise::kMask, 0.5};
  std::vector<at::Device> devices{at::kCPU};
  if (at::globalContext().hasCUDA()) devices.emplace_back(at::kCUDA);
  for (const at::Device& device : devices) {
    for (const auto optimizer : {config::OptimizerKind::kAdam, config::OptimizerKind::kLbfgs}) {
      config.optim.optimizer = optimizer;
      const double seconds = measure_step(config, rows, noise, device, 1);
      EXPECT_TRUE(std::isfinite(seconds));
      EXPECT_GT(seconds, 0);
    }
  }
  EXPECT_TRUE(rows.features.equal(before));
}

}  // namespace
}  // namespace sae::machine
