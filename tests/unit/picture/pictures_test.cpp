// SPDX-License-Identifier: MIT
// Tests of which pictures a run draws and when.
#include "picture/pictures.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <set>

#include "format/png.h"
#include "support/epoch_records.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"

namespace sae::picture {
namespace {

using config::Activation;
using Rows = std::vector<std::int64_t>;

/// Images of 2 x 2 pixels with these labels.
data::Dataset labelled_images(const Rows& labels) {
  data::Dataset dataset;
  dataset.labels = at::tensor(labels);
  dataset.features = test::uniform({static_cast<std::int64_t>(labels.size()), 4}, 1).to(at::kFloat);
  dataset.shape = {2, 2, 1};
  for (int name = 0; name < 10; ++name) dataset.class_names.push_back(std::to_string(name));
  return dataset;
}

TEST(SampleRows, TakesTheFirstTwoOfEachOfTenClasses) {
  Rows labels, expected;
  for (std::int64_t row = 0; row < 50; ++row) labels.push_back(9 - row % 10);
  for (std::int64_t label = 0; label < 10; ++label) {
    expected.push_back(9 - label);
    expected.push_back(19 - label);
  }
  EXPECT_EQ(test::integers(sample_rows(labelled_images(labels))), expected);
}

TEST(SampleRows, TakesFewerIfAClassHasFewer) {
  EXPECT_EQ(test::integers(sample_rows(labelled_images({3, 0, 3, 3, 7}))), (Rows{1, 0, 2, 4}));
}

TEST(SampleRows, TakesTheFirstTenClassesThatOccur) {
  EXPECT_EQ(test::integers(sample_rows(labelled_images({40, 3, 17, 40, 17, 40}))),
            (Rows{1, 2, 4, 0, 3}));
  Rows labels;
  for (std::int64_t row = 0; row < 12; ++row) labels.push_back(21 - row);
  EXPECT_EQ(test::integers(sample_rows(labelled_images(labels))),
            (Rows{11, 10, 9, 8, 7, 6, 5, 4, 3, 2}));
}

TEST(UnitImages, ReturnsUnitNormFiltersForASingleLayer) {
  const model::Autoencoder model = test::tiny_model(
      test::model_config({3}, Activation::kRelu, Activation::kSigmoid, Activation::kSigmoid), 2, 0);
  test::set_parameters(*model, {test::matrix({{3, 4}, {0, -2}, {0, 0}}), test::vector({1, 1, 1}),
                                test::matrix({{9, 9, 9}, {9, 9, 9}}), test::vector({9, 9})});
  EXPECT_LT(test::distance(unit_images(*model, at::tensor(Rows{1, 0})),
                           test::matrix({{0, -1}, {0.6, 0.8}})),
            1e-12);
  // A unit without weights gives a blank image, not nan.
  EXPECT_EQ(test::values(unit_images(*model, at::tensor(Rows{2}))), (std::vector<double>{0, 0}));
}

// Code 0 gives relu(0, -1, .5) = (0, 0, .5) and the output (11.5, 19.5); unit 0 gives relu(1, -1,
// 1.5) and (15.5, 18.5); unit 1 gives relu(0, 1, -.5) and (12, 21).
TEST(UnitImages, ReturnsDecoderDifferencesForDeeperNetworks) {
  const model::Autoencoder model = test::tiny_model(
      test::model_config({3, 2}, Activation::kRelu, Activation::kSigmoid, Activation::kIdentity), 2,
      0);
  std::vector<at::Tensor> parameters = test::snapshot(*model);
  parameters.at(4) = test::matrix({{1, 0}, {0, 2}, {1, -1}});
  parameters.at(5) = test::vector({0, -1, 0.5});
  parameters.at(6) = test::matrix({{1, 2, 3}, {0, 1, -1}});
  parameters.at(7) = test::vector({10, 20});
  test::set_parameters(*model, parameters);
  EXPECT_LT(test::distance(unit_images(*model, at::tensor(Rows{1, 0})),
                           test::matrix({{0.5, 1.5}, {4, -1}})),
            1e-12);
}

/// A run of a 4-3-4 model on made-up images that ends in the given state after `epochs` epochs.
class PicturesTest : public testing::Test {
 protected:
  std::set<std::string> files_after(std::int64_t epochs, train::EndState state) {
    config_.output.out = (temporary_.path() / "run").string();
    config_.model.layers = {3};
    const run::RunFolder folder = run::RunFolder::create(config_, format::Json::object());
    data::Split split = {.train = labelled_images({0, 1, 2, 3}),
                         .valid = labelled_images({0, 1, 2, 2}),
                         .place = "",
                         .valid_is_test = true,
                         .transform = {}};
    split.valid.column_names = column_names_;
    split.valid.window = window_;
    const model::Autoencoder model(config_.model, 4, 0);
    const auto pictures = make_pictures(config_, folder, split);
    train::Outcome outcome;
    outcome.state = state;
    for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
      outcome.history.push_back(test::numbered_record(epoch));
      outcome.unit_rates = {0.1, 0.3, 0.2};
      pictures->on_epoch({outcome.history, outcome.unit_rates, *model});
    }
    pictures->on_end(outcome, *model);
    return pngs_of(folder.path());
  }

  static std::set<std::string> pngs_of(const std::filesystem::path& path) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.path().extension() != ".png") continue;
      names.insert(entry.path().lexically_relative(path).string());
      const std::string bytes = test::file_content(entry.path());
      EXPECT_GT(format::parse_png(bytes, entry.path().string()).width, 0);
    }
    return names;
  }

  test::TemporaryFolder temporary_;
  config::Config config_;
  std::vector<std::string> column_names_;
  std::int64_t window_ = 1;
};

using FileNames = std::set<std::string>;

TEST_F(PicturesTest, DrawsEveryNEpochsAndAtTheEnd) {
  config_.output.images_every = 2;
  EXPECT_EQ(files_after(3, train::EndState::kFinished),
            (FileNames{"loss.png", "features.png", "reconstructions/epoch_0002.png",
                       "reconstructions/epoch_0003.png"}));
}

TEST_F(PicturesTest, DrawsOnlyAtTheEndOnRequest) {
  config_.output.images_every = 0;
  EXPECT_EQ(files_after(3, train::EndState::kFinished),
            (FileNames{"loss.png", "features.png", "reconstructions/epoch_0003.png"}));
}

/// Height of a picture in the run folder.
int height_of(const std::filesystem::path& path) {
  return format::parse_png(test::file_content(path), "picture").height;
}

// A tile of 2 x 2 is enlarged to 112; a third row adds one more and a gap of 4.
TEST_F(PicturesTest, ShowsTheCorruptedInput) {
  files_after(1, train::EndState::kFinished);
  const auto picture = temporary_.path() / "run" / "reconstructions/epoch_0001.png";
  const int plain = height_of(picture);
  config_.data.corrupt = config::Corruption{config::Noise::kGaussian, 0.5};
  config_.output.force = true;
  files_after(1, train::EndState::kFinished);
  EXPECT_EQ(height_of(picture), plain + 112 + 4);
}

TEST_F(PicturesTest, ShowsTrainingImagesTooForTheTutorials) {
  config_.output.images_every = 1;
  config_.preset = {"tutorial-kl"};
  EXPECT_EQ(files_after(1, train::EndState::kFinished),
            (FileNames{"loss.png", "features.png", "reconstructions/epoch_0001.png",
                       "reconstructions/train_epoch_0001.png"}));
}

/// First pixel of a picture in the run folder: image grids have a light grey background, charts a
/// white one.
int ground_of(const std::filesystem::path& path) {
  return format::parse_png(test::file_content(path), "picture").pixels.front();
}

TEST_F(PicturesTest, DrawsChartsForNamedColumnsAndWindows) {
  const auto grounds = [&] {
    files_after(1, train::EndState::kFinished);
    config_.output.force = true;
    const auto run = temporary_.path() / "run";
    return std::pair(ground_of(run / "features.png"),
                     ground_of(run / "reconstructions/epoch_0001.png"));
  };
  EXPECT_EQ(grounds(), std::pair(236, 236));
  column_names_ = {"a", "b", "c", "d"};
  EXPECT_EQ(grounds(), std::pair(255, 255));
  column_names_ = {"a", "b"};
  window_ = 2;
  config_.data.corrupt = config::Corruption{config::Noise::kGaussian, 0.5};
  EXPECT_EQ(grounds(), std::pair(255, 255));
}

}  // namespace
}  // namespace sae::picture
