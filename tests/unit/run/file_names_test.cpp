// SPDX-License-Identifier: MIT
// Tests of the file names of a run.
#include "run/file_names.h"

#include <gtest/gtest.h>

namespace sae::run {
namespace {

TEST(ReconstructionName, HasAtLeastFourDigits) {
  EXPECT_EQ(reconstruction_name(Shown::kValidation, 5), "reconstructions/epoch_0005.png");
  EXPECT_EQ(reconstruction_name(Shown::kTraining, 12345), "reconstructions/train_epoch_12345.png");
}

TEST(IsRunFile, RecognizesOnlyFilesOfARun) {
  for (const char* name :
       {"config.json", "metrics.csv", "summary.json", "checkpoint.safetensors", "model.safetensors",
        "best.safetensors", "loss.png", "features.png", "report.html", "report.json",
        "events.out.tfevents.sae_train", "reconstructions/epoch_0001.png",
        "reconstructions/train_epoch_99999.png"}) {
    EXPECT_TRUE(is_run_file(name)) << name;
  }
  for (const char* name :
       {"", "notes.txt", "config.json.bak", "x/config.json", "epoch_0001.png", "reconstructions",
        "reconstructions/", "reconstructions/epoch_001.png", "reconstructions/epoch_.png",
        "reconstructions/epoch_00x1.png", "reconstructions/best_epoch_0001.png",
        "reconstructions/epoch_0001.jpg", "reconstructions/config.json"}) {
    EXPECT_FALSE(is_run_file(name)) << name;
  }
}

TEST(IsExportFile, RecognizesOnlyFilesOfAnExport) {
  for (const char* name :
       {"network.safetensors", "model.onnx", "cfg.json", "sae_weights.safetensors", "W_enc.npy",
        "b_dec.csv", "encoder.0.weight.npy", "decoder.12.bias.csv"}) {
    EXPECT_TRUE(is_export_file(name)) << name;
  }
  for (const char* name : {"", "export.json", "model.safetensors", "x.npy", "W_enc", "W_enc.txt",
                           "encoder.weight.npy", "encoder.x.weight.npy", "encoder.0.gain.csv"}) {
    EXPECT_FALSE(is_export_file(name)) << name;
  }
}

}  // namespace
}  // namespace sae::run
