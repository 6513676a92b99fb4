// SPDX-License-Identifier: MIT
// Tests of data from standard input.
#include "cli/standard_input.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

/// While it exists, standard input is a file with this content.
class Input {
 public:
  explicit Input(const std::string& content) {
    const int file = ::open(folder_.write("in", content).c_str(), O_RDONLY);
    ::dup2(file, STDIN_FILENO);
    ::close(file);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() {
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }

 private:
  test::TemporaryFolder folder_;
  int before_ = ::dup(STDIN_FILENO);
};

TEST(WithStandardInput, GivesAFileWithItsContent) {
  for (const char* name : {"-", "/dev/stdin"}) {
    const Input input("1,2\n");
    const auto work = [](const std::vector<config::Setting>& typed) {
      EXPECT_EQ(typed[0].text, "1");
      EXPECT_EQ(test::file_content(*typed[1].text), "1,2\n");
      EXPECT_EQ(shown_place(*typed[1].text), "stdin");
      return 7;
    };
    EXPECT_EQ(with_standard_input({{"threads", "1"}, {"data", name}}, work), 7);
  }
}

TEST(WithStandardInput, NamesItInErrors) {
  const Input input("");
  const auto fail = [](const std::vector<config::Setting>& typed) -> int {
    throw Error(ErrorKind::kData, *typed[0].text + ": bad", "see " + *typed[0].text);
  };
  EXPECT_EQ(test::failure([&] { with_standard_input({{"data", "-"}}, fail); }), "3: stdin: bad");
  const Input again("");
  EXPECT_EQ(test::hint([&] { with_standard_input({{"data", "-"}}, fail); }), "see stdin");
}

TEST(WithStandardInput, LeavesFilesAsTheyAre) {
  with_standard_input({{"data", "./-"}}, [](const auto& typed) {
    EXPECT_EQ(typed[0].text, "./-");
    return 0;
  });
  EXPECT_EQ(shown_place("./-"), "./-");
}

}  // namespace
}  // namespace sae::cli
