// SPDX-License-Identifier: MIT
// Tests of the configuration's defaults.
#include "config/config.h"

#include <gtest/gtest.h>

#include <map>

#include "config/values.h"

namespace sae::config {
namespace {

/// Every option with its default value as text.
std::map<std::string, std::string> default_texts() {
  std::map<std::string, std::string> texts;
  const Config config;
  visit_fields(config, [&](const Field& field, const auto& value) {
    texts[field.name()] = ValueText<std::remove_cvref_t<decltype(value)>>::format(field, value);
  });
  return texts;
}

const std::map<std::string, std::string> kDocumented = {
    {"add_sparse", "yes"},
    {"beta", "0.001"},
    {"rho", "0.05"},
    {"penalty", "kl"},
    {"beta_warmup", "0"},
    {"l0", "none"},
    {"epochs", "10"},
    {"optimizer", "adam"},
    {"momentum", "0"},
    {"weight_decay", "0.01"},
    {"grad_clip", "off"},
    {"loss", "mse"},
    {"auxk", "0"},
    {"auxk_units", "64"},
    {"dead_after", "the rows of an epoch, at most 10 million"},
    {"seed", "0"},
    {"threads", "auto"},
    {"device", "auto"},
    {"layers", "512"},
    {"activation", "relu"},
    {"code_activation", "sigmoid"},
    {"output_activation", "auto"},
    {"pre_bias", "no"},
    {"pre_bias_start", "mean"},
    {"decoder_norm", "free"},
    {"tied", "no"},
    {"k", "none"},
    {"k_start", "--k"},
    {"k_eval_factor", "1"},
    {"dropout", "0"},
    {"corrupt", "off"},
    {"corrupt_eval", "yes"},
    {"init", "torch"},
    {"dtype", "float32"},
    {"encode_with", "off"},
    {"data", "FashionMNIST is searched"},
    {"format", "auto"},
    {"labels", "none"},
    {"label_column", "none"},
    {"columns", "all"},
    {"drop_columns", "none"},
    {"missing", "error"},
    {"categories", "error"},
    {"new_texts", "error"},
    {"separator", "auto"},
    {"header", "auto"},
    {"comment", "#"},
    {"decimal", "auto"},
    {"thousands", "auto"},
    {"index_base", "auto"},
    {"features", "its largest index"},
    {"sample_axis", "first"},
    {"image_shape", "as they are"},
    {"transpose", "no"},
    {"window", "off"},
    {"resize", "as they are"},
    {"channels", "auto"},
    {"background", "as stored"},
    {"skip_broken", "no"},
    {"skip_lines", "0"},
    {"classes", "all"},
    {"patches", "off"},
    {"patch_count", "10000"},
    {"patch_norm", "none"},
    {"scale", "auto"},
    {"clip", "yes"},
    {"whiten", "none"},
    {"whiten_eps", "0.1"},
    {"valid", "test"},
    {"valid_data", "none"},
    {"test_data", "none"},
    {"split_seed", "0"},
    {"limit", "all"},
    {"limit_valid", "all"},
    {"out", "runs/<date-time>-<preset or penalty>"},
    {"force", "no"},
    {"resume", "a new run"},
    {"init_from", "drawn from the seed"},
    {"checkpoint_every", "60"},
    {"engine", "auto"},
    {"lr_schedule", "constant"},
    {"lr_step_epochs", "10"},
    {"lr_step_factor", "0.1"},
    {"warmup_epochs", "0"},
    {"patience", "off"},
    {"time", "off"},
    {"dry_run", "no"},
    {"min_improvement", "0"},
    {"schedule_epochs", "the first --epochs"},
    {"images_every", "5"},
    {"report", "yes"},
    {"report_mb", "8"},
    {"tensorboard", "no"},
    {"progress", "auto"},
    {"log_level", "info"},
    {"preset", "none"},
};

TEST(Config, HasTheDocumentedDefaults) {
  std::map<std::string, std::string> found = default_texts();
  // These defaults were chosen by measurements, which may change them again.
  for (const char* measured : {"batch_size", "lr", "lambda"}) {
    EXPECT_EQ(found.erase(measured), 1U) << measured;
  }
  EXPECT_EQ(found, kDocumented);
}

TEST(Config, IsSparseUnlessSwitchedOff) {
  LossConfig loss;
  EXPECT_TRUE(loss.sparse());
  loss.beta = 0;
  EXPECT_FALSE(loss.sparse());
  loss = LossConfig();
  loss.add_sparse = false;
  EXPECT_FALSE(loss.sparse());
}

}  // namespace
}  // namespace sae::config
