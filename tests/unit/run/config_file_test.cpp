// SPDX-License-Identifier: MIT
// Tests of config.json in a run folder.
#include "run/config_file.h"

#include <gtest/gtest.h>

#include "config/config_json.h"
#include "run/file_names.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

using format::Json;

TEST(ConfigFile, RoundTrips) {
  const test::TemporaryFolder folder;
  config::Config config;
  config.train.epochs = 7;
  config.data.limit = 30;
  const Json provenance = {{"data", {{"train_fingerprint", "crc32:01234567"}}}};
  folder.write(kConfigName, config_bytes(config, provenance));
  const ConfigFile file = read_config_file(folder.path());
  EXPECT_EQ(file.schema(), config::kConfigSchema);
  EXPECT_EQ(file.config().train.epochs, 7);
  EXPECT_EQ(file.config().data.limit, 30);
  EXPECT_EQ(file.options["epochs"], 7);
  EXPECT_EQ(file.provenance, provenance);
  EXPECT_EQ(file.train_fingerprint(), "crc32:01234567");
  EXPECT_TRUE(is_run(folder.path()));
}

TEST(ConfigFile, ReadsSchema1AndRefusesUnknownSchemas) {
  const test::TemporaryFolder folder;
  folder.write(kConfigName, R"({"schema": 1, "config": {"epochs": 3}})");
  EXPECT_EQ(read_config_file(folder.path()).schema(), 1);
  EXPECT_EQ(read_config_file(folder.path()).config().train.epochs, 3);
  EXPECT_EQ(read_config_file(folder.path()).train_fingerprint(), "");
  EXPECT_TRUE(is_run(folder.path()));
  for (const char* other : {R"({"schema": 9, "config": {}})", R"({"config": {}})", "[]", "{"}) {
    folder.write(kConfigName, other);
    EXPECT_FALSE(is_run(folder.path())) << other;
  }
}

TEST(ConfigFile, ErrorsNameThePath) {
  const test::TemporaryFolder folder;
  const auto refusal = [&](const std::string& text) {
    folder.write(kConfigName, text);
    return test::failure([&] { static_cast<void>(read_config_file(folder.path()).config()); });
  };
  const std::string path = (folder.path() / kConfigName).string();
  EXPECT_EQ(refusal(R"({"schema": 9, "config": {}})"),
            "5: " + path + ": expected schema 1 or 2, found 9");
  EXPECT_EQ(refusal(R"({"schema": 2, "config": {"epochs": 0}})"),
            "5: " + path + ": --epochs: expected a whole number from 1 to 1000000, found 0");
  EXPECT_EQ(
      test::failure([&] { read_config_file(folder.path() / "no"); }),
      "5: " + (folder.path() / "no").string() + ": expected the folder of a run, found nothing");
}

}  // namespace
}  // namespace sae::run
