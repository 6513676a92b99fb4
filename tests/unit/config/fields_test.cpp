// SPDX-License-Identifier: MIT
// Tests of the list of options.
#include "config/fields.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "base/text.h"
#include "config/values.h"

namespace sae::config {
namespace {

std::vector<Field> all_fields() {
  std::vector<Field> fields;
  const Config config;
  visit_fields(config, [&](const Field& field, const auto&) { fields.push_back(field); });
  return fields;
}

TEST(Fields, HaveEachFlagOnce) {
  std::set<std::string> flags;
  for (const Field& field : all_fields()) {
    for (const std::string& flag : base::split(field.flags, ',')) {
      EXPECT_TRUE(flags.insert(flag).second) << flag;
    }
  }
  for (const char* of_the_issue : {"-e", "-l", "--reg_param", "--beta", "--preset"}) {
    EXPECT_TRUE(flags.contains(of_the_issue)) << of_the_issue;
  }
}

TEST(Fields, AreNamedByTheirLastFlag) {
  for (const Field& field : all_fields()) {
    EXPECT_TRUE(field.flags.ends_with("--" + field.name())) << field.flags;
    EXPECT_TRUE(std::regex_match(field.name(), std::regex("[a-z][a-z0-9]*(_[a-z0-9]+)*")))
        << field.name();
  }
}

TEST(Fields, AreDescribedForTheHelp) {
  for (const Field& field : all_fields()) {
    EXPECT_FALSE(field.group.empty()) << field.name();
    EXPECT_FALSE(field.value.empty()) << field.name();
    EXPECT_FALSE(field.help.empty()) << field.name();
  }
}

TEST(Fields, MapToOneMemberEach) {
  Config config;
  std::set<const void*> members;
  std::size_t visited = 0;
  visit_fields(config, [&](const Field&, auto& value) {
    members.insert(&value);
    ++visited;
  });
  EXPECT_EQ(members.size(), visited);
}

TEST(Fields, AreVisitedInTheSameOrderWhenConst) {
  Config config;
  std::vector<std::string> names;
  visit_fields(config, [&](const Field& field, auto&) { names.push_back(field.name()); });
  const std::vector<Field> fields = all_fields();
  ASSERT_EQ(names.size(), fields.size());
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(names[i], fields[i].name());
}

TEST(Fields, HaveTheRightScope) {
  std::map<Scope, std::set<std::string>> names;
  for (const Field& field : all_fields()) names[field.scope].insert(field.name());
  EXPECT_EQ(names[Scope::kCall],
            (std::set<std::string>{"out", "force", "resume", "time", "dry_run"}));
  EXPECT_EQ(names[Scope::kRun],
            (std::set<std::string>{
                "epochs",     "threads",   "device",           "data",     "images_every",
                "init_from",  "engine",    "checkpoint_every", "progress", "log_level",
                "preset",     "labels",    "encode_with",      "patience", "min_improvement",
                "valid_data", "test_data", "tensorboard",      "report",   "report_mb"}));
}

// Only optional fields can be unset; their word for it must not parse as a value.
TEST(Fields, HaveAWordForUnsetIfOptional) {
  const Config config;
  visit_fields(config, [](const Field& field, const auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    constexpr bool kOptional = requires { value.has_value(); };
    EXPECT_EQ(kOptional, !field.none.empty()) << field.name();
    if constexpr (kOptional) {
      EXPECT_FALSE(value.has_value()) << field.name();
    }
    // A class or column named "all" can only be chosen together with another one.
    using Type = typename TypedValue<Value>::Type;
    constexpr bool kIsName = std::is_same_v<Type, ClassNames> || std::is_same_v<Type, ColumnList>;
    if constexpr (kOptional && !kIsPath<Type> && !kIsName) {
      EXPECT_FALSE(ValueText<typename Value::value_type>::parse(field, field.none));
    }
  });
}

}  // namespace
}  // namespace sae::config
