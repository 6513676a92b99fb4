// SPDX-License-Identifier: MIT
// Trains on a table, then prints the code of its first row and the row as reconstructed from it.
#include <sae/sae.h>

#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: example TABLE RUN_FOLDER\n");
    return 2;
  }
  try {
    sae::Config config;
    config.set("data", argv[1]).set("out", argv[2]).set("layers", "2").set("epochs", "5");
    const sae::Trained trained = sae::train_run(config, [](const sae::EpochMetrics& epoch) {
      std::printf("epoch %.0f: val mse %.4f\n", epoch.at("epoch"), epoch.at("val_mse"));
    });
    const sae::Run run(trained.folder);
    const std::vector<float> row(run.width(), 1.0F);
    const std::vector<float> codes = run.encode(row);
    for (const float code : codes) std::printf("code %.4f\n", code);
    for (const float value : run.decode(codes)) std::printf("value %.4f\n", value);
  } catch (const sae::Error& error) {
    std::fprintf(stderr, "example: %s\n%s\n", error.what(), error.hint().c_str());
    return error.exit_code();
  }
}
