// SPDX-License-Identifier: MIT
// Trains classifiers on the codes of trained runs.
#include "analysis/classification.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/var_mean.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <tuple>
#include <utility>

#include "base/seed.h"
#include "model/autoencoder.h"

namespace sae::analysis {
namespace {

/// From UFLDL, the exercise on softmax regression.
constexpr double kSoftmaxDeviation = 0.005;

struct Parts {
  LabelledRows train;
  LabelledRows test;
};

template <class Make>
Parts make_parts(const data::Split& split, const Classes& classes, at::ScalarType type,
                 const Make& make) {
  return {{make(split.train.features).to(type), classes.train},
          {make(split.valid.features).to(type), classes.valid}};
}

double accuracy(const Classifier& classifier, const LabelledRows& rows) {
  return classifier.predict(rows.features).eq(rows.labels).to(at::kDouble).mean().item<double>();
}

/// [H]: divisor of each feature of the training rows [N, H]. A constant feature is not scaled.
at::Tensor scale_of(const at::Tensor& features, FeatureScale scale) {
  const at::Tensor ones = at::ones({features.size(1)}, features.options());
  if (scale == FeatureScale::kNone) return ones;
  const at::Tensor deviation = std::get<0>(at::var_mean(features, at::IntArrayRef{0}, 0)).sqrt();
  return at::where(deviation > 0, deviation, ones);
}

/// New random weights with the shapes of a run's encoder.
std::vector<model::Layer> fresh_layers(const run::TrainedRun& run, std::uint64_t seed) {
  config::ModelConfig config = run.config().model;
  config.init = config::Init::kUfldl;
  const model::Autoencoder fresh(config, run.width(), seed);
  std::vector<model::Layer> layers = run.encoder().layers;
  const model::Network drawn = fresh->network();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i].weight = drawn.layers[i].weight;
    layers[i].bias = drawn.layers[i].bias;
  }
  return layers;
}

/// The encoders that follow the first run's features.
std::vector<EncoderStage> make_stages(const run::Stack& stack, const ClassifySettings& settings) {
  std::vector<EncoderStage> stages;
  for (const run::TrainedRun& run : stack.runs()) {
    const bool first = stages.empty();
    const std::uint64_t seed = base::derive(settings.whole.seed, "encoder", stages.size());
    stages.push_back({first ? data::Transform() : run.transform(),
                      settings.start == ClassifyStart::kTrained ? run.encoder().layers
                                                                : fresh_layers(run, seed)});
  }
  return stages;
}

/// Trains a classifier and keeps the history.
class ClassifierTrainer {
 public:
  ClassifierTrainer(const ClassifySettings& settings, const ClassifyWatch& watch)
      : settings_(settings), watch_(watch) {}

  void add_row(const Classifier& classifier, const Parts& parts, std::int64_t iteration,
               double loss) {
    history_.push_back(
        {iteration, loss, accuracy(classifier, parts.train), accuracy(classifier, parts.test)});
    watch_.row(history_.back());
  }

  void teach(const Classifier& classifier, const Parts& parts, const FitConfig& config) {
    std::int64_t last = 0;
    double last_loss = 0;
    fit(classifier, parts.train, config, [&](std::int64_t iteration, double loss) {
      last = iteration;
      last_loss = loss;
      if (settings_.every > 0 && iteration % settings_.every == 0) {
        add_row(classifier, parts, iteration, loss);
      }
      signal_ = watch_.pending_signal();
      return signal_ == 0 ? Next::kContinue : Next::kStop;
    });
    if (history_.empty() || history_.back().iteration != last) {
      add_row(classifier, parts, last, last_loss);
    }
  }

  int signal() const { return signal_; }

  Classification finish(Classifier whole, const Classifier& tested, const Parts& parts,
                        const Classes& classes) {
    const auto confusion = [&](const LabelledRows& rows) {
      return train::count_confusion(rows.labels, tested.predict(rows.features), classes.names);
    };
    return {std::move(whole), std::move(history_), confusion(parts.train), confusion(parts.test),
            signal_};
  }

  void forget() { history_.clear(); }

 private:
  const ClassifySettings& settings_;
  const ClassifyWatch& watch_;
  std::vector<run::AccuracyRow> history_;
  int signal_ = 0;
};

void draw_softmax(const Classifier& classifier, std::uint64_t seed) {
  const at::Tensor weight = at::empty_like(classifier.softmax_weight());
  const at::NoGradGuard no_grad;
  weight.normal_(0, kSoftmaxDeviation,
                 at::detail::createCPUGenerator(base::derive(seed, "softmax")));
  classifier.set_softmax(weight, at::zeros_like(classifier.softmax_bias()));
}

Classification teach_whole(const run::Stack& stack, const data::Split& split,
                           const Classes& classes, const ClassifySettings& settings,
                           const Classifier& net, ClassifierTrainer& trainer) {
  const auto scaled = [&](const at::Tensor& rows) { return stack.first().features(rows); };
  const Parts parts = make_parts(split, classes, settings.type, scaled);
  trainer.forget();
  trainer.add_row(net, parts, 0, evaluate(net, parts.train, settings.whole.lambda).value());
  trainer.teach(net, parts, settings.whole);
  return trainer.finish(net, net, parts, classes);
}

}  // namespace

Classification classify(const run::Stack& stack, const data::Split& split, const Classes& classes,
                        const ClassifySettings& settings, const ClassifyWatch& watch) {
  const auto count = static_cast<std::int64_t>(classes.names.size());
  const bool raw = settings.on == ClassifyOn::kRaw;
  ClassifierTrainer trainer(settings, watch);
  if (settings.start == ClassifyStart::kRandom) {
    const at::Tensor scale = at::ones({stack.code_width()}, at::dtype(settings.type));
    const Classifier net(make_stages(stack, settings), scale, count);
    draw_softmax(net, settings.whole.seed);
    return teach_whole(stack, split, classes, settings, net, trainer);
  }
  const Parts parts = make_parts(split, classes, settings.type, [&](const at::Tensor& rows) {
    return raw ? stack.first().features(rows) : stack.encode(rows);
  });
  const at::Tensor scale = scale_of(parts.train.features, settings.scale);
  const Classifier softmax({}, scale, count);
  trainer.teach(softmax, parts, settings.softmax);
  if (raw) return trainer.finish(softmax, softmax, parts, classes);
  const Classifier net(make_stages(stack, settings), scale, count);
  net.set_softmax(softmax.softmax_weight(), softmax.softmax_bias());
  if (settings.train == ClassifyTrain::kSoftmax || trainer.signal() != 0) {
    return trainer.finish(net, softmax, parts, classes);
  }
  return teach_whole(stack, split, classes, settings, net, trainer);
}

run::ClassifierFile to_file(const Classification& result, const run::Stack& stack, ClassifyOn on) {
  run::ClassifierFile file;
  file.tensors = result.classifier.tensors();
  file.class_names = result.test.names;
  file.transform = stack.first().transform();
  if (on == ClassifyOn::kRaw) return file;
  for (const run::TrainedRun& run : stack.runs()) {
    for (const model::Layer& layer : run.encoder().layers) {
      file.activations.push_back(layer.activation);
      file.active_k.push_back(layer.active_k);
    }
  }
  return file;
}

}  // namespace sae::analysis
