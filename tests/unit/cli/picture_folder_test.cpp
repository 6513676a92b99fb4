// SPDX-License-Identifier: MIT
// Tests of folders of pictures.
#include "cli/picture_folder.h"

#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "format/png.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::cli {
namespace {

using base::ExistingFile;

std::vector<PictureFolder::Picture> two_pictures() {
  data::Dataset rows;
  rows.shape = {1, 2, 1};
  rows.row_ids = test::vector({7, 123456}).to(at::kLong);
  return PictureFolder::draw(rows, test::matrix({{1, 2}, {3, 4}}).to(at::kByte));
}

TEST(PictureFolder, NamesPicturesByTheirRows) {
  const test::TemporaryFolder folder;
  {
    PictureFolder pictures(folder.path() / "p", ExistingFile::kRefuse);
    pictures.write(two_pictures());
    pictures.commit();
  }
  const std::string second = test::file_content(folder.path() / "p" / "123456.png");
  EXPECT_EQ(format::parse_png(second, "").pixels, (std::vector<std::uint8_t>{3, 4}));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "p" / "00007.png"));
}

TEST(PictureFolder, LeavesNothingIfItIsNotCommitted) {
  const test::TemporaryFolder folder;
  PictureFolder(folder.path() / "p", ExistingFile::kRefuse).write(two_pictures());
  EXPECT_EQ(test::count_entries(folder.path()), 0);
}

TEST(PictureFolder, KeepsEarlierPicturesIfItIsNotCommitted) {
  const test::TemporaryFolder folder;
  folder.write("00007.png", "earlier");
  PictureFolder(folder.path(), ExistingFile::kReplace).write(two_pictures());
  EXPECT_EQ(test::file_content(folder.path() / "00007.png"), "earlier");
  EXPECT_EQ(test::count_entries(folder.path()), 1);
}

TEST(PictureFolder, CreatesNoFoldersAboveIt) {
  const test::TemporaryFolder folder;
  const std::string place = (folder.path() / "none" / "p").string();
  const std::string expected = "4: " + place + ": expected an existing folder " +
                               (folder.path() / "none").string() + ", found nothing";
  EXPECT_EQ(test::failure([&] { PictureFolder::expect_usable(place, ExistingFile::kRefuse); }),
            expected);
  EXPECT_EQ(test::failure([&] { PictureFolder(place, ExistingFile::kReplace); }), expected);
  EXPECT_EQ(test::count_entries(folder.path()), 0);
}

TEST(PictureFolder, MayEndInASlash) {
  const test::TemporaryFolder folder;
  PictureFolder pictures(folder.path() / "p/", ExistingFile::kRefuse);
  pictures.write(two_pictures());
  pictures.commit();
  EXPECT_EQ(test::count_entries(folder.path() / "p"), 2);
}

TEST(PictureFolder, ReplacesOnlyEarlierPictures) {
  const test::TemporaryFolder folder;
  folder.write("00001.png", "");
  folder.write("rows.csv", "");
  std::filesystem::create_directory(folder.path() / ".sae_train-1-0.tmp");  // of a killed process
  const std::string place = folder.path().string();
  EXPECT_EQ(test::failure([&] { PictureFolder(place, ExistingFile::kRefuse); }),
            "4: " + place + ": expected an empty folder, found pictures of rows");
  {
    PictureFolder pictures(place, ExistingFile::kReplace);
    pictures.write(two_pictures());
    EXPECT_TRUE(base::is_temporary(pictures.temporary().filename().string()));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "00001.png")) << "until all are written";
    pictures.commit();
  }
  EXPECT_EQ(test::count_entries(folder.path()), 2);
  folder.write("mine.png", "");
  EXPECT_EQ(
      test::failure([&] { PictureFolder(place, ExistingFile::kReplace); }),
      "4: " + place + ": expected an empty folder or earlier pictures of rows, found mine.png");
  EXPECT_EQ(test::count_entries(folder.path()), 3);
}

}  // namespace
}  // namespace sae::cli
