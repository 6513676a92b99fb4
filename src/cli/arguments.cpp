// SPDX-License-Identifier: MIT
// The command line. CLI11 finds options and prints the help; every value is read by our own code,
// because CLI11's conversions take 010 for 8 and nan for a number.
#include "sae/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <list>
#include <map>

#include "sae/base/error.h"
#include "sae/base/text.h"
#include "sae/config/config.h"
#include "sae/config/values.h"

namespace sae::cli {
namespace {

constexpr std::size_t kHelpColumn = 34;
constexpr std::size_t kHelpWidth = 62;
/// The one option that may stand without a value.
constexpr const char* kSwitch = "force";
constexpr const char* kPurpose =
    "Trains a sparse autoencoder on FashionMNIST and writes curves, pictures and weights into a "
    "run "
    "folder,\nwhose path is the one line on stdout.";
constexpr const char* kExample =
    "Example: sae_train --epochs 25 --reg_param 0.001 --add_sparse yes\nExit codes: 0 ok, 1 a bug, "
    "2 "
    "usage, 3 data, 4 output, 5 checkpoint, 6 divergence, 130/143 interrupted.";

/// A help text in lines short enough to read beside the options.
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

/// The options of the program as CLI11 sees them.
class Parser {
 public:
  Parser() : app_(kPurpose, "sae_train") {
    app_.footer(kExample);
    app_.allow_extras();
    app_.get_formatter()->column_width(kHelpColumn);
    app_.set_help_flag();
    add_fields();
    add_flag("-h,--help", "print this text");
    add_flag("--version", "print the versions of the program and of LibTorch");
    add_flag("--print_config", "print the effective configuration as JSON and stop");
    options_["config"] = app_.add_option("--config", text_["config"],
                                         wrap("read options from a JSON file, such as a run's "
                                              "config.json; the command line overrides it"))
                             ->type_name("FILE")
                             ->group("Program");
    allow_repeats(*options_["config"]);
  }

  std::string help() { return app_.help(); }

  Arguments parse(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::ArgumentMismatch& error) {
      throw Error(ErrorKind::kUsage, missing_value(error.what()),
                  "sae_train --help lists the options");
    }
    refuse_problems();
    return collect();
  }

 private:
  void add_fields() {
    const config::Config defaults;
    config::visit_fields(defaults, [&](const config::Field& field, const auto& value) {
      using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
      const std::string name = field.name();
      CLI::Option* option = app_.add_option(field.flags, text_[name], wrap(field.help));
      option->type_name(field.value + " [" + Text::format(field, value) + "]")->group(field.group);
      allow_repeats(*option);
      if (name == kSwitch) option->expected(0, 1);
      options_[name] = option;
      names_.push_back(name);
    });
  }

  void add_flag(const std::string& flags, const std::string& help) {
    const std::string name = flags.substr(flags.rfind("--") + 2);
    options_[name] = app_.add_flag(flags, help)->group("Program");
  }

  /// CLI11 would throw with a message of its own: repeats are counted and refused by us.
  static void allow_repeats(CLI::Option& option) {
    option.multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }

  /// "--epochs: 1 required N missing" in our words.
  static std::string missing_value(const std::string& message) {
    return base::split(message, ':').front() + ": expected a value, found none";
  }

  /// Unknown options, stray words, repeats and options in the place of a value, all at once.
  void refuse_problems() const {
    std::vector<std::string> problems = find_swallowed_options();
    if (problems.empty()) problems = describe_remaining();
    for (const auto& [name, option] : options_) {
      if (option->count() > 1) {
        problems.push_back("--" + name + ": expected once, found " +
                           std::to_string(option->count()) + " times");
      }
    }
    if (problems.empty()) return;
    throw UsageErrors(problems, "sae_train --help lists the options");
  }

  /// "--epochs --lr 0.1": CLI11 takes an option's name for the value that is lacking.
  std::vector<std::string> find_swallowed_options() const {
    std::vector<std::string> problems;
    for (const auto& [name, text] : text_) {
      if (text.starts_with("--")) {
        problems.push_back("--" + name + ": expected a value, found " + base::quote(text));
      }
    }
    return problems;
  }

  /// What CLI11 could not place. The word behind an unknown option is its value, not a second
  /// mistake.
  std::vector<std::string> describe_remaining() const {
    std::vector<std::string> problems;
    bool behind_option = false;
    for (const std::string& word : app_.remaining()) {
      const bool is_option = word.size() > 1 && word.front() == '-';
      if (is_option && word != "--") problems.push_back(describe_unknown(word));
      if (!is_option && !behind_option) {
        problems.push_back("unexpected argument " + base::quote(word));
      }
      behind_option = is_option && word != "--" && word.find('=') == std::string::npos;
    }
    return problems;
  }

  std::string describe_unknown(const std::string& word) const {
    std::vector<std::string> known = {"--reg_param"};
    for (const auto& [name, option] : options_) known.push_back("--" + name);
    const std::string flag = base::split(word, '=').front();
    const auto near = base::nearest(flag, known);
    return "unknown option " + base::quote(flag) + (near ? " (did you mean '" + *near + "'?)" : "");
  }

  Arguments collect() const {
    Arguments arguments;
    const auto given = [&](const char* name) { return options_.at(name)->count() > 0; };
    if (given("print_config")) arguments.action = Action::kPrintConfig;
    if (given("version")) arguments.action = Action::kVersion;
    if (given("help")) arguments.action = Action::kHelp;
    if (given("config")) arguments.config_file = text_.at("config");
    for (const std::string& name : names_) {
      if (given(name.c_str())) arguments.typed.push_back({name, typed_text(name)});
    }
    return arguments;
  }

  /// The text of an option; a switch without one means yes.
  std::string typed_text(const std::string& name) const {
    const std::string& text = text_.at(name);
    return name == kSwitch && text.empty() ? "yes" : text;
  }

  CLI::App app_;
  std::map<std::string, std::string> text_;      ///< what was typed, by option
  std::map<std::string, CLI::Option*> options_;  ///< owned by app_
  std::vector<std::string> names_;               ///< of the fields, in their order
};

}  // namespace

Arguments parse_arguments(const std::vector<std::string>& words) {
  std::vector<std::string> plain = words;
  // CLI11 would take the published tutorial's -sc apart into -s -c.
  for (std::string& word : plain) {
    if (word == "-sc") word = "--add_sparse";
  }
  return Parser().parse(plain);
}

std::string help_text() { return Parser().help(); }

}  // namespace sae::cli
