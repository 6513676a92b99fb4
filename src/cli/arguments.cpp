// SPDX-License-Identifier: MIT
// Parses the command line. CLI11 finds options and prints the help. Our own code reads every value,
// because CLI11 converts 010 to 8 and accepts nan as a number.
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <list>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"

namespace sae::cli {
namespace {

constexpr std::size_t kHelpColumn = 34;
constexpr std::size_t kHelpWidth = 62;
/// Whether the value of the option may be omitted.
bool is_switch(std::string_view name) {
  return name == "force" || name == "json" || name == "sparse" || name == "dry_run" ||
         name == "retry_failed" || name == "reverse" || name == "units";
}

/// Wraps a help text at kHelpWidth, so that it fits next to the options.
std::string wrap(const std::string& text) {
  std::string wrapped;
  std::size_t column = 0;
  for (const std::string& word : base::split(text, ' ')) {
    if (column > 0 && column + 1 + word.size() > kHelpWidth) {
      wrapped += '\n';
      column = 0;
    }
    if (column > 0) wrapped += ' ', ++column;
    wrapped += word;
    column += word.size();
  }
  return wrapped;
}

/// Declares a command's options to CLI11 and parses words.
class Parser {
 public:
  explicit Parser(const CommandLine& line, HelpLength help = HelpLength::kAll)
      : line_(line),
        app_(line.purpose, line.program + (line.words.empty() ? "" : " " + line.words)) {
    const bool only_common = line.has_short_help && help == HelpLength::kShort;
    app_.footer(line.footer);
    app_.allow_extras();
    app_.get_formatter()->column_width(kHelpColumn);
    app_.set_help_flag();
    for (const config::FieldText& option : line.options) {
      add_field(option, only_common && !option.field.common ? "" : option.field.group);
    }
    if (line.has_short_help) {
      add_flag("-h,--help", "print the common options");
      add_flag("--help_all", "print all " + std::to_string(line.options.size()) + " options");
    } else {
      add_flag("-h,--help", "print this text");
    }
    add_flag("--version", "print the versions of the program and of LibTorch");
    if (line.takes_config) add_config();
  }

  /// CLI11's text, with one empty line between groups where it has two.
  std::string help() {
    std::string text = app_.help();
    constexpr const char* kTwo = "\n\n\n";
    for (std::size_t at = text.find(kTwo); at != std::string::npos; at = text.find(kTwo, at)) {
      text.erase(at, 1);
    }
    return text;
  }

  Arguments parse(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::ArgumentMismatch& error) {
      throw Error(ErrorKind::kUsage, missing_value(error.what()), hint());
    }
    refuse_problems();
    return collect();
  }

 private:
  /// group: heading in the help; empty: hidden.
  void add_field(const config::FieldText& described, const std::string& group) {
    const config::Field& field = described.field;
    const std::string name = field.name();
    CLI::Option* option = app_.add_option(field.flags, text_[name], wrap(field.help));
    option->type_name(field.value + " [" + described.text + "]")->group(group);
    allow_repeats(*option);
    if (is_switch(name)) option->expected(0, 1);
    options_[name] = option;
  }

  void add_flag(const std::string& flags, const std::string& help) {
    const std::string name = flags.substr(flags.rfind("--") + 2);
    options_[name] = app_.add_flag(flags, help)->group("Program");
  }

  void add_config() {
    add_flag("--print_config", "print the effective configuration as JSON and stop");
    options_["config"] = app_.add_option("--config", text_["config"],
                                         wrap("read options from a JSON file, such as a run's "
                                              "config.json; the command line overrides it"))
                             ->type_name("FILE")
                             ->group("Program");
    allow_repeats(*options_["config"]);
  }

  std::string hint() const {
    return line_.program + (line_.has_short_help ? " --help_all" : " --help") +
           " lists the options";
  }

  /// Counts repeats, so that we can refuse them; CLI11 would throw its own message.
  static void allow_repeats(CLI::Option& option) {
    option.multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }

  /// Our wording of CLI11's "--epochs: 1 required N missing".
  static std::string missing_value(const std::string& message) {
    return base::split(message, ':').front() + ": expected a value, found none";
  }

  bool given(const std::string& name) const {
    const auto option = options_.find(name);
    return option != options_.end() && option->second->count() > 0;
  }

  /// Throws UsageErrors on unknown options, unexpected or missing arguments, repeated options,
  /// options in place of a value, and paths not in UTF-8.
  void refuse_problems() const {
    std::vector<std::string> problems = find_swallowed_options();
    if (problems.empty()) problems = describe_remaining();
    if (problems.empty()) problems = find_paths_beyond_utf8();
    for (const auto& [name, option] : options_) {
      if (option->count() > 1 && !line_.repeats) {
        problems.push_back("--" + name + ": expected once, found " +
                           std::to_string(option->count()) + " times");
      }
    }
    if (problems.empty()) return;
    throw UsageErrors(problems, hint());
  }

  /// "--epochs --lr 0.1": CLI11 takes the next option's name as the missing value.
  std::vector<std::string> find_swallowed_options() const {
    std::vector<std::string> problems;
    for (const auto& [name, option] : options_) {
      for (const std::string& text : option->results()) {
        if (!text.starts_with("--")) continue;
        problems.push_back("--" + name + ": expected a value, found " + base::quote(text));
      }
    }
    return problems;
  }

  /// Paths that are not UTF-8, which a record of the command cannot store. Other options' paths are
  /// checked with their values; these are read earlier.
  std::vector<std::string> find_paths_beyond_utf8() const {
    std::vector<std::string> problems;
    const auto check = [&](const std::string& name, const std::string& path) {
      if (base::is_utf8(path)) return;
      problems.push_back(name + ": expected a path in UTF-8, found " + base::quote(path));
    };
    for (const char* name : {"config", "resume"}) {
      if (given(name)) check(std::string("--") + name, text_.at(name));
    }
    for (const std::string& word : app_.remaining()) check(line_.words, word);
    return problems;
  }

  /// Problems with the words that CLI11 left over. A word after an unknown option is its value, not
  /// a second problem.
  std::vector<std::string> describe_remaining() const {
    std::vector<std::string> problems;
    std::size_t runs = 0;
    bool behind_option = false;
    for (const std::string& word : app_.remaining()) {
      const bool is_option = word.size() > 1 && word.front() == '-';
      if (is_option && word != "--") problems.push_back(describe_unknown(word));
      if (!is_option && !behind_option && (word.empty() || ++runs > line_.most_runs)) {
        problems.push_back("unexpected argument " + base::quote(word));
      }
      behind_option = is_option && word != "--" && word.find('=') == std::string::npos;
    }
    if (problems.empty() && runs < line_.least_runs && !given("help") && !given("version")) {
      problems.push_back(
          line_.words + ": expected " +
          (line_.least_runs == 1
               ? (line_.words == "PATH" ? "a folder or a file" : "the folder of a run")
               : std::to_string(line_.least_runs) + " run folders") +
          ", found " + (runs == 0 ? "none" : std::to_string(runs)));
    }
    return problems;
  }

  std::string describe_unknown(const std::string& word) const {
    std::vector<std::string> known;
    for (const config::FieldText& option : line_.options) {
      for (const std::string& flag : base::split(option.field.flags, ',')) {
        if (flag.starts_with("--")) known.push_back(flag);
      }
    }
    for (const auto& [name, option] : options_) known.push_back("--" + name);
    const std::string flag = base::split(word, '=').front();
    const auto near = base::nearest(flag, known);
    return "unknown option " + base::quote(flag) + (near ? " (did you mean '" + *near + "'?)" : "");
  }

  Arguments collect() const {
    Arguments arguments;
    if (given("print_config")) arguments.action = Action::kPrintConfig;
    if (given("version")) arguments.action = Action::kVersion;
    if (given("help")) arguments.action = Action::kHelp;
    if (given("help_all")) arguments.action = Action::kHelpAll;
    if (given("config")) arguments.config_file = text_.at("config");
    for (const config::FieldText& option : line_.options) {
      const std::string name = option.field.name();
      for (const std::string& text : typed_texts(name)) arguments.typed.push_back({name, text});
    }
    for (const std::string& word : app_.remaining()) {
      if (word != "--") arguments.runs.push_back(word);
    }
    return arguments;
  }

  /// The texts of an option; a switch without a value means yes.
  std::vector<std::string> typed_texts(const std::string& name) const {
    if (!given(name)) return {};
    const std::string& last = text_.at(name);
    if (line_.repeats && !is_switch(name)) return options_.at(name)->results();
    return {is_switch(name) && last.empty() ? "yes" : last};
  }

  const CommandLine& line_;
  CLI::App app_;
  std::map<std::string, std::string> text_;      ///< typed text, by option name
  std::map<std::string, CLI::Option*> options_;  ///< owned by app_
};

/// Adds "=yes" to a plain switch; otherwise it would take the next run folder as its value.
std::vector<std::string> with_plain_switch(std::vector<std::string> words) {
  const config::Field field;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].starts_with("--") && is_switch(std::string_view(words[i]).substr(2)) &&
        !config::ValueText<bool>::parse(field, words[i + 1])) {
      words[i] += "=yes";
    }
  }
  return words;
}

}  // namespace

CommandLine train_line() {
  CommandLine line{"sae_train",
                   "Trains a sparse autoencoder on FashionMNIST and writes curves, pictures and "
                   "weights to a run folder.\nPrints only the folder's path on stdout.",
                   "Example: sae_train --epochs 25 --reg_param 0.001 --add_sparse yes\nExit codes: "
                   "0 ok, 1 bug, 2 usage, 3 data, 4 output, 5 checkpoint, 6 divergence, "
                   "130/143 interrupted.",
                   {},
                   /*takes_config=*/true};
  line.has_short_help = true;
  const config::Config defaults;
  config::visit_fields(defaults, [&](const config::Field& field, const auto& value) {
    using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
    line.options.push_back({field, Text::format(field, value),
                            config::words_of<std::remove_cvref_t<decltype(value)>>()});
  });
  return line;
}

Arguments parse_arguments(const CommandLine& line, const std::vector<std::string>& words) {
  return Parser(line).parse(line.most_runs == 0 ? words : with_plain_switch(words));
}

std::string help_text(const CommandLine& line, HelpLength length) {
  return Parser(line, length).help();
}

Arguments parse_training(const std::vector<std::string>& words, const CommandLine& line) {
  std::vector<std::string> plain = words;
  // CLI11 would split the published tutorial's -sc into -s -c.
  for (std::string& word : plain) {
    if (word == "-sc") word = "--add_sparse";
  }
  return parse_arguments(line, plain);
}

}  // namespace sae::cli
