// SPDX-License-Identifier: MIT
// Tests of the choice between a package's fonts and the system's.
#include "cli/own_fonts.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

namespace fs = std::filesystem;

class OwnFonts : public testing::Test {
 protected:
  void SetUp() override { forget_fonts(); }
  void TearDown() override { forget_fonts(); }

  static void forget_fonts() {
    ::unsetenv("FONTCONFIG_FILE");
    ::unsetenv("FONTCONFIG_PATH");
  }

  static std::string chosen() {
    const char* value = std::getenv("FONTCONFIG_FILE");
    return value ? value : "";
  }

  fs::path make_configuration() const {
    const fs::path file = package() / "share/sae_train/fonts/fonts.conf";
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "<fontconfig></fontconfig>\n";
    return file;
  }

  fs::path package() const { return folder_.path() / "package"; }
  fs::path program() const { return package() / "bin/sae_train"; }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(OwnFonts, UsesThePackagesFonts) {
  const fs::path file = make_configuration();
  use_own_fonts(program());
  EXPECT_EQ(chosen(), file.string());
}

TEST_F(OwnFonts, KeepsSystemFontsOutsideAPackage) {
  use_own_fonts(program());
  EXPECT_EQ(chosen(), "");
  use_own_fonts();
  EXPECT_EQ(chosen(), "");
}

TEST_F(OwnFonts, RespectsTheUsersConfiguration) {
  make_configuration();
  ::setenv("FONTCONFIG_FILE", "mine.conf", 1);
  use_own_fonts(program());
  EXPECT_EQ(chosen(), "mine.conf");
  forget_fonts();
  ::setenv("FONTCONFIG_PATH", "mine", 1);
  use_own_fonts(program());
  EXPECT_EQ(chosen(), "");
}

}  // namespace
}  // namespace sae::cli
