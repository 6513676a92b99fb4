// SPDX-License-Identifier: MIT
// Tests of the shared code of the commands on trained runs.
#include "cli/run_command.h"

#include <gtest/gtest.h>

#include <concepts>
#include <type_traits>

#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using Words = std::vector<std::string>;

struct CountOptions {
  config::DataConfig data;
  std::int64_t count = 3;
  bool force = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, CountOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  visit(config::Field{"Counting", "--count", "N", "how many", ""}, options.count);
  config::visit_inference_data(options.data, visit);
  visit(config::Field{"Output", "--force", "yes|no", "replace", ""}, options.force);
}

CommandLine line(std::size_t most_runs = 2) {
  return {"sae count", "Counts.", "Example: none", describe_options_on_runs<CountOptions>(), false,
          "RUN...",    1,         most_runs};
}

struct Handled {
  int code = -1;
  Arguments arguments;
  std::string out;
};

Handled handled_by(const Words& words) {
  Handled handled;
  testing::internal::CaptureStdout();
  handled.code = run_on_runs(line(), words, [&](const Arguments& arguments) {
    handled.arguments = arguments;
    return 7;
  });
  handled.out = testing::internal::GetCapturedStdout();
  return handled;
}

std::string failure_of(const Words& words) {
  return test::failure([&] { parse_arguments(line(), words); });
}

TEST(RunOnRuns, PassesFoldersAndTypedOptions) {
  const Handled handled = handled_by({"a", "--count", "5", "b"});
  EXPECT_EQ(handled.code, 7);
  EXPECT_EQ(handled.arguments.runs, (Words{"a", "b"}));
  ASSERT_EQ(handled.arguments.typed.size(), 1U);
  EXPECT_EQ(handled.arguments.typed[0].text, "5");
}

TEST(RunOnRuns, PrintsHelpAndVersionsWithoutARun) {
  const Handled help = handled_by({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* text : {"Usage: sae count RUN... [OPTIONS]", "Counts.", "--count N [3]",
                           "--limit N|all [the run's value]", "Example: none"}) {
    EXPECT_NE(help.out.find(text), std::string::npos) << text << "\n" << help.out;
  }
  for (const char* text : {"--scale", "--config", "--print_config", "--corrupt"}) {
    EXPECT_EQ(help.out.find(text), std::string::npos) << text;
  }
  EXPECT_NE(handled_by({"--version"}).out.find("LibTorch"), std::string::npos);
}

TEST(NamesOfRuns, ListFoldersInOrder) {
  const test::TemporaryFolder folder;
  config::Config config;
  config.model.layers = {3};
  const auto one = test::save_run(folder.path() / "one", config, test::uniform({4, 2}, 1)).folder;
  const auto two = test::save_run(folder.path() / "two", config, test::uniform({4, 3}, 1)).folder;
  const run::Stack stack = run::Stack::load({one, two});
  EXPECT_EQ(name_runs(stack), one.string() + ", then " + two.string());
  const format::Json runs = runs_json(stack);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[1]["folder"], std::filesystem::weakly_canonical(two).string());
  EXPECT_EQ(runs[1]["fingerprint"], stack.last().fingerprint());
}

TEST(RunOnRuns, RefusesTooFewAndTooManyFolders) {
  EXPECT_EQ(failure_of({}), "2: RUN...: expected the folder of a run, found none");
  EXPECT_EQ(failure_of({"a", "b", "c"}), "2: unexpected argument 'c'");
  EXPECT_EQ(failure_of({""}), "2: unexpected argument ''");
}

TEST(RunOnRuns, SuggestsOnlyItsOwnOptions) {
  EXPECT_EQ(failure_of({"a", "--cuont", "3"}),
            "2: unknown option '--cuont' (did you mean '--count'?)");
  EXPECT_EQ(failure_of({"a", "--reg_param", "3"}), "2: unknown option '--reg_param'");
  EXPECT_EQ(failure_of({"a", "--config", "3"}), "2: unknown option '--config'");
}

TEST(RunOnRuns, PlainForceDoesNotConsumeTheFolder) {
  const Handled handled = handled_by({"--force", "a"});
  EXPECT_EQ(handled.arguments.runs, (Words{"a"}));
  EXPECT_EQ(handled.arguments.typed.at(0).text, "yes");
  EXPECT_EQ(handled_by({"a", "--force", "no"}).arguments.typed.at(0).text, "no");
  EXPECT_EQ(handled_by({"a", "--force"}).arguments.typed.at(0).text, "yes");
}

}  // namespace
}  // namespace sae::cli
