// SPDX-License-Identifier: MIT
// Tests of parsing the command line and of the help.
#include "cli/arguments.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"

namespace sae::cli {
namespace {

using Words = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

/// The typed texts, by field name.
Texts typed_in(const Words& words) {
  Texts texts;
  for (const config::Setting& setting : parse_training(words).typed) {
    EXPECT_TRUE(texts.emplace(setting.name, setting.text.value_or("")).second) << setting.name;
  }
  return texts;
}

/// The problems of a command line, one per entry.
Words problems_in(const Words& words) {
  try {
    parse_training(words);
  } catch (const UsageErrors& errors) {
    EXPECT_FALSE(errors.hint().empty());
    return errors.lines();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return {error.what()};
  }
  return {};
}

TEST(ParseArguments, AcceptsAnEmptyCommandLine) {
  const Arguments arguments = parse_training({});
  EXPECT_EQ(arguments.action, Action::kRun);
  EXPECT_TRUE(arguments.typed.empty());
  EXPECT_FALSE(arguments.config_file);
}

TEST(ParseArguments, AcceptsTheTutorialsCommand) {
  EXPECT_EQ(typed_in({"--epochs", "25", "--reg_param", "0.001", "-sc", "yes"}),
            (Texts{{"epochs", "25"}, {"beta", "0.001"}, {"add_sparse", "yes"}}));
  EXPECT_EQ(typed_in({"--epochs", "25", "--reg_param", "0.001", "--add_sparse", "yes"}),
            typed_in({"-e", "25", "-l", "0.001", "-sc", "yes"}));
}

TEST(ParseArguments, AcceptsAllFormsOfAnOption) {
  for (const Words& words : {Words{"--epochs", "3"}, {"--epochs=3"}, {"-e", "3"}, {"-e3"}}) {
    EXPECT_EQ(typed_in(words), (Texts{{"epochs", "3"}}));
  }
  for (const Words& words :
       {Words{"--beta", "1"}, {"--reg_param", "1"}, {"--reg_param=1"}, {"-l", "1"}}) {
    EXPECT_EQ(typed_in(words), (Texts{{"beta", "1"}}));
  }
}

TEST(ParseArguments, AcceptsEveryField) {
  const config::Config config;
  config::visit_fields(config, [](const config::Field& field, const auto&) {
    for (const std::string& flag : base::split(field.flags, ',')) {
      EXPECT_EQ(typed_in({flag, "x"}), (Texts{{field.name(), "x"}}));
    }
  });
}

TEST(ParseArguments, DoesNotChangeTexts) {
  EXPECT_EQ(typed_in({"--out", "a b=c", "--lr", "nan", "--layers", "256,,64", "--epochs", "010"}),
            (Texts{{"out", "a b=c"}, {"lr", "nan"}, {"layers", "256,,64"}, {"epochs", "010"}}));
  EXPECT_EQ(typed_in({"--out=a=b"}), (Texts{{"out", "a=b"}}));
  EXPECT_EQ(typed_in({"--data", ""}), (Texts{{"data", ""}}));
}

TEST(ParseArguments, AcceptsNegativeNumbersAsValues) {
  EXPECT_EQ(typed_in({"--rho", "-0.5", "--seed", "-1", "-l", "-2e-3"}),
            (Texts{{"rho", "-0.5"}, {"seed", "-1"}, {"beta", "-2e-3"}}));
  EXPECT_EQ(typed_in({"--rho=-.5"}), (Texts{{"rho", "-.5"}}));
}

TEST(ParseArguments, AcceptsForceWithoutAValue) {
  EXPECT_EQ(typed_in({"--force"}), (Texts{{"force", "yes"}}));
  EXPECT_EQ(typed_in({"--force", "--epochs", "3"}), (Texts{{"force", "yes"}, {"epochs", "3"}}));
  EXPECT_EQ(typed_in({"--force", "no"}), (Texts{{"force", "no"}}));
}

TEST(ParseArguments, ReturnsTheAction) {
  EXPECT_EQ(parse_training({"--help"}).action, Action::kHelp);
  EXPECT_EQ(parse_training({"-h"}).action, Action::kHelp);
  EXPECT_EQ(parse_training({"--version"}).action, Action::kVersion);
  EXPECT_EQ(parse_training({"--print_config", "--epochs", "3"}).action, Action::kPrintConfig);
  EXPECT_EQ(parse_training({"--print_config", "--version", "--help"}).action, Action::kHelp);
  EXPECT_EQ(parse_training({"--config", "c.json"}).config_file, "c.json");
}

TEST(ParseArguments, RefusesRepeatedOptionsInAnyForm) {
  for (const Words& words : {Words{"--epochs", "1", "--epochs", "2"},
                             {"-e", "1", "--epochs", "1"},
                             {"-e1", "--epochs=1"}}) {
    EXPECT_EQ(problems_in(words), (Words{"--epochs: expected once, found 2 times"}));
  }
  EXPECT_EQ(problems_in({"-l", "1", "--beta", "1", "--reg_param", "1"}),
            (Words{"--beta: expected once, found 3 times"}));
  EXPECT_EQ(problems_in({"-sc", "no", "--add_sparse", "no"}),
            (Words{"--add_sparse: expected once, found 2 times"}));
  EXPECT_EQ(problems_in({"--config", "a", "--config", "a"}),
            (Words{"--config: expected once, found 2 times"}));
}

TEST(ParseArguments, SuggestsTheNearestOption) {
  EXPECT_EQ(problems_in({"--epohcs", "3"}),
            (Words{"unknown option '--epohcs' (did you mean '--epochs'?)"}));
  EXPECT_EQ(problems_in({"--batch-size=3"}),
            (Words{"unknown option '--batch-size' (did you mean '--batch_size'?)"}));
  EXPECT_EQ(problems_in({"--regparam", "1"}),
            (Words{"unknown option '--regparam' (did you mean '--reg_param'?)"}));
  EXPECT_EQ(problems_in({"--qqqqqqqqq"}), (Words{"unknown option '--qqqqqqqqq'"}));
}

TEST(ParseArguments, RefusesAbbreviations) {
  EXPECT_EQ(problems_in({"--epoch", "3"}),
            (Words{"unknown option '--epoch' (did you mean '--epochs'?)"}));
}

TEST(ParseArguments, RefusesUnexpectedArguments) {
  EXPECT_EQ(problems_in({"train"}), (Words{"unexpected argument 'train'"}));
  EXPECT_EQ(problems_in({"--epochs", "3", "4"}), (Words{"unexpected argument '4'"}));
  EXPECT_EQ(problems_in({"--", "train"}), (Words{"unexpected argument 'train'"}));
  EXPECT_EQ(problems_in({""}), (Words{"unexpected argument ''"}));
}

TEST(ParseArguments, RefusesMissingValues) {
  EXPECT_EQ(problems_in({"--epochs"}), (Words{"--epochs: expected a value, found none"}));
  EXPECT_EQ(problems_in({"--lr", "1", "-e"}), (Words{"--epochs: expected a value, found none"}));
  EXPECT_EQ(problems_in({"--epochs", "--lr", "0.1"}),
            (Words{"--epochs: expected a value, found '--lr'"}));
}

TEST(ParseArguments, ReportsAllProblemsAtOnce) {
  EXPECT_EQ(problems_in({"--epohcs", "3", "train", "--lr", "1", "--lr", "2"}),
            (Words{"unknown option '--epohcs' (did you mean '--epochs'?)",
                   "unexpected argument 'train'", "--lr: expected once, found 2 times"}));
}

TEST(HelpText, NamesEveryFlagWithItsDefault) {
  const std::string help = help_text(train_line(), HelpLength::kAll);
  const config::Config config;
  config::visit_fields(config, [&](const config::Field& field, const auto&) {
    for (const std::string& flag : base::split(field.flags, ',')) {
      EXPECT_NE(help.find(flag), std::string::npos) << flag;
    }
  });
  for (const char* text : {"--config", "--version", "--print_config", "[512]", "-l is beta"}) {
    EXPECT_NE(help.find(text), std::string::npos) << text;
  }
}

TEST(HelpText, ShowsOnlyCommonOptionsByDefault) {
  const std::string help = help_text(train_line());
  for (const char* common : {"--epochs", "--reg_param", "--rho", "--layers", "--data", "--out",
                             "--resume", "--preset", "--help_all", "--config"}) {
    EXPECT_NE(help.find(common), std::string::npos) << common;
  }
  for (const char* rare : {"--whiten_eps", "--lr_step_factor", "--k_eval_factor"}) {
    EXPECT_EQ(help.find(rare), std::string::npos) << rare;
    EXPECT_NE(help_text(train_line(), HelpLength::kAll).find(rare), std::string::npos) << rare;
  }
  EXPECT_EQ(parse_training({"--help_all"}).action, Action::kHelpAll);
}

TEST(HelpText, FitsATerminal) {
  for (const std::string& line : base::split(help_text(train_line(), HelpLength::kAll), '\n')) {
    EXPECT_LE(line.size(), 110U) << line;
  }
}

}  // namespace
}  // namespace sae::cli
