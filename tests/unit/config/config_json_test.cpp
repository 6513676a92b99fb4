// SPDX-License-Identifier: MIT
// Tests of the configuration as JSON and of config files.
#include "config/config_json.h"

#include <gtest/gtest.h>

#include <map>

#include "config/resolve.h"
#include "support/failure.h"

namespace sae::config {
namespace {

using format::Json;
using Texts = std::map<std::string, std::string>;

Texts settings_of(const std::string& text) {
  Texts texts;
  for (const Setting& setting : parse_config_file(text, "c.json").settings) {
    texts[setting.name] = setting.text.value_or("not set");
  }
  return texts;
}

std::string refusal_of(const std::string& text) {
  return test::failure([&] { parse_config_file(text, "c.json"); });
}

TEST(ConfigJson, WritesEachKindOfValueAsJson) {
  Config config;
  config.model.layers = {256, 64};
  config.data.valid = 0.5;
  const Json json = config_json(config, Scope::kCall);
  EXPECT_EQ(json["epochs"], 10);
  EXPECT_EQ(json["rho"], 0.05);
  EXPECT_EQ(json["tied"], false);
  EXPECT_EQ(json["penalty"], "kl");
  EXPECT_EQ(json["layers"], Json::array({256, 64}));
  EXPECT_EQ(json["valid"], 0.5);
  EXPECT_TRUE(json["limit"].is_null());
  EXPECT_TRUE(json["data"].is_null());
}

TEST(ConfigJson, ContainsTheFieldsUpToAScope) {
  const Json math = config_json(Config(), Scope::kMath);
  const Json run = config_json(Config(), Scope::kRun);
  EXPECT_TRUE(math.contains("lr"));
  EXPECT_FALSE(math.contains("epochs"));
  EXPECT_TRUE(run.contains("lr"));
  EXPECT_TRUE(run.contains("epochs"));
  EXPECT_FALSE(run.contains("out"));
  EXPECT_FALSE(run.contains("force"));
  EXPECT_EQ(config_json(Config(), Scope::kCall).size(), field_names().size());
}

TEST(ParseConfigFile, ConvertsValuesToCommandLineText) {
  EXPECT_EQ(settings_of(R"({"epochs": 3, "lr": 1e-3, "tied": true, "force": false,
                            "layers": [256, 64], "penalty": "l1", "seed": -1, "limit": null})"),
            (Texts{{"epochs", "3"},
                   {"lr", "0.001"},
                   {"tied", "yes"},
                   {"force", "no"},
                   {"layers", "256,64"},
                   {"penalty", "l1"},
                   {"seed", "-1"},
                   {"limit", "not set"}}));
}

TEST(ParseConfigFile, KeepsEveryDigitOfANumber) {
  EXPECT_EQ(settings_of(R"({"lr": 0.30000000000000004})").at("lr"), "0.30000000000000004");
  EXPECT_EQ(settings_of(R"({"seed": 9223372036854775807})").at("seed"), "9223372036854775807");
}

TEST(ParseConfigFile, ReadsTheSchemaOfARunsConfigJson) {
  const auto schema = [](const char* text) { return parse_config_file(text, "c.json").schema; };
  EXPECT_EQ(schema(R"({"schema": 1, "config": {}})"), 1);
  EXPECT_EQ(schema(R"({"schema": 2, "config": {}})"), 2);
  EXPECT_EQ(schema(R"({"epochs": 3})"), std::nullopt);
}

TEST(ParseConfigFile, ReadsOnlyTheConfigurationOfARunsConfigJson) {
  EXPECT_EQ(settings_of(R"({"schema": 1, "config": {"epochs": 3},
                            "provenance": {"lr": 7, "versions": {"a": []}}})"),
            (Texts{{"epochs", "3"}}));
}

TEST(ParseConfigFile, DrawsTheValidationRowsOfAnOlderRunByItsSeed) {
  EXPECT_EQ(settings_of(R"({"schema": 2, "config": {"seed": 5}})"),
            (Texts{{"seed", "5"}, {"split_seed", "5"}}));
  EXPECT_EQ(settings_of(R"({"schema": 2, "config": {"seed": 5, "split_seed": 3}})"),
            (Texts{{"seed", "5"}, {"split_seed", "3"}}));
  EXPECT_EQ(settings_of(R"({"seed": 5})"), (Texts{{"seed", "5"}})) << "no run: the default";
}

TEST(FindDifferences, FindsNoneInAnOlderRunReadBack) {
  Config config;
  config.train.seed = config.data.split_seed = 5;
  Json saved = config_json(config, Scope::kMath);
  saved.erase("split_seed");
  EXPECT_TRUE(find_differences(config, saved).empty());
  config.data.split_seed = 0;
  EXPECT_EQ(find_differences(config, saved),
            std::vector<std::string>{"--split_seed: expected 5 as in the run, found 0"});
}

TEST(ParseConfigFile, KeepsUnknownKeysForResolveToReport) {
  EXPECT_EQ(settings_of(R"({"epohcs": 3})"), (Texts{{"epohcs", "3"}}));
}

TEST(ParseConfigFile, RefusesUnknownSchemasAndMissingConfigurations) {
  EXPECT_EQ(refusal_of(R"({"schema": 3, "config": {}})"),
            "2: c.json: expected schema 1 or 2, found 3");
  EXPECT_EQ(refusal_of(R"({"schema": "1", "config": {}})"),
            "2: c.json: expected schema 1 or 2, found \"1\"");
  EXPECT_EQ(refusal_of(R"({"schema": 1})"), "2: c.json: expected an object \"config\", found none");
  EXPECT_EQ(refusal_of(R"({"schema": 1, "config": 7})"),
            "2: c.json: expected an object \"config\", found none");
}

TEST(ParseConfigFile, RefusesOtherThanAnObjectOfScalarsAndLists) {
  EXPECT_EQ(refusal_of("[1]"), "2: c.json: expected a JSON object of options, found array");
  EXPECT_EQ(refusal_of(R"({"epochs": {"a": 1}})"),
            "2: c.json: epochs: expected a number, a word or a list, found object");
  EXPECT_EQ(refusal_of(R"({"layers": [256, null]})"),
            "2: c.json: layers: expected a number, a word or a list, found null");
  EXPECT_EQ(refusal_of(R"({"layers": [[256, 128], 64]})"),
            "2: c.json: layers: expected a number, a word or a list, found a list in a list");
}

TEST(ParseConfigFile, KeepsMessagesToOneShortLine) {
  EXPECT_EQ(refusal_of(R"({"a\u001b\n": {}})"),
            "2: c.json: a\\x1b\\x0a: expected a number, a word or a list, found object");
  const std::string many(100'000, 'x');
  EXPECT_EQ(refusal_of("{\"" + many + "\": {}}"),
            "2: c.json: " + many.substr(0, 60) +
                "...: expected a number, a word or a list, found object");
  EXPECT_EQ(refusal_of("{\"schema\": \"" + many + "\"}"),
            "2: c.json: expected schema 1 or 2, found \"" + many.substr(0, 59) + "...");
}

TEST(ParseConfigFile, ReportsInvalidJsonAsUsageError) {
  for (const char* text : {"", "{", "{\"lr\": NaN}", "{\"lr\": 1, \"lr\": 2}", "{} x"}) {
    EXPECT_TRUE(refusal_of(text).starts_with("2: c.json")) << text << refusal_of(text);
  }
}

}  // namespace
}  // namespace sae::config
