// SPDX-License-Identifier: MIT
// The one list of options: included by config.h, where its contract is written.
#pragma once

#include "sae/config/config.h"

namespace sae::config {

template <class AnyConfig, class Visitor>
void visit_fields(AnyConfig& config, Visitor&& visit) {
  auto& [preset, data, model, loss, optim, train, output] = config;
  // clang-format off
  visit(Field{"Sparsity", "--add_sparse", "yes|no", "train with the sparsity term (-sc is accepted too)", ""}, loss.add_sparse);
  visit(Field{"Sparsity", "-l,--reg_param,--beta", "B", "weight of the sparsity term, >= 0 (-l is beta, not lambda); 1e-4 when --penalty l1 is chosen", ""}, loss.beta);
  visit(Field{"Sparsity", "--rho", "R", "target mean activation of a code unit, in (0, 1); on tanh's own scale in (-1, 1)", ""}, loss.rho);
  visit(Field{"Sparsity", "--penalty", "NAME", "kl: per code unit, over the batch (the textbook one); l1: mean over samples of sum |code|; kl_per_sample: not textbook sparsity, its mean runs over the units of one sample in a copy of the net without activations, all layers (tutorial); l1_all_layers: mean |activation| of every layer (tutorial)", ""}, loss.penalty);
  visit(Field{"Sparsity", "--lambda", "L", "weight decay: (lambda/2) * sum of squared weights, biases excluded, >= 0", ""}, loss.lambda);
  visit(Field{"Training", "-e,--epochs", "N", "passes over the training data", "", Scope::kRun}, train.epochs);
  visit(Field{"Training", "--batch_size", "N", "images a step; a smaller last batch is kept", ""}, train.batch_size);
  visit(Field{"Training", "--optimizer", "adam|sgd", "how the weights move", ""}, optim.optimizer);
  visit(Field{"Training", "--lr", "RATE", "learning rate, > 0", ""}, optim.lr);
  visit(Field{"Training", "--lr_schedule", "NAME", "constant, or cosine: falls to 0 over the schedule, step by step", ""}, optim.lr_schedule);
  visit(Field{"Training", "--schedule_epochs", "N", "length of the schedule, which a longer --resume keeps", "the first --epochs"}, optim.schedule_epochs);
  visit(Field{"Training", "--momentum", "M", "momentum of sgd, in [0, 1)", ""}, optim.momentum);
  visit(Field{"Training", "--loss", "NAME", "mse: mean over all pixels; half_sse: half the squared error an image (UFLDL), so beta and lambda weigh D/2 times less; bce: cross-entropy, targets in [0, 1]", ""}, loss.loss);
  visit(Field{"Training", "--seed", "N", "start of all randomness: weights, order, split", ""}, train.seed);
  visit(Field{"Training", "--init_from", "FILE", "start from the weights in this model.safetensors or checkpoint, in a new run", "drawn from the seed", Scope::kRun}, train.init_from);
  visit(Field{"Training", "--threads", "N|auto", "CPU threads; auto: as many as there are cores for this process and work for them in a step, at most 8", "auto", Scope::kRun}, train.threads);
  visit(Field{"Training", "--engine", "auto|fused|autograd", "how a step is computed; auto: the hand-written one on a CPU, LibTorch's autograd on a GPU", "", Scope::kRun}, train.engine);
  visit(Field{"Training", "--device", "auto|cpu|cuda", "where to train; auto takes a GPU when there is one", "", Scope::kRun}, train.device);
  visit(Field{"Model", "--layers", "W[,W...]", "encoder widths, the last is the code; the decoder mirrors them", ""}, model.layers);
  visit(Field{"Model", "--activation", "NAME", "of hidden layers: identity, relu, sigmoid or tanh", ""}, model.activation);
  visit(Field{"Model", "--code_activation", "NAME", "of the code layer; relu when --penalty l1 is chosen", ""}, model.code_activation);
  visit(Field{"Model", "--output_activation", "NAME", "of the output layer", ""}, model.output_activation);
  visit(Field{"Model", "--tied", "yes|no", "the decoder uses the encoder's weights, transposed", ""}, model.tied);
  visit(Field{"Data", "--data", "DIR", "folder of the four FashionMNIST (or MNIST) IDX files, plain or .gz", "searched", Scope::kRun}, data.data);
  visit(Field{"Data", "--valid", "N|SHARE|test", "validate on N training images, or on a share in (0, 1), drawn at random; test: on the test set", "test"}, data.valid);
  visit(Field{"Data", "--limit", "N|all", "train on the first N rows", "all"}, data.limit);
  visit(Field{"Data", "--limit_valid", "N|all", "validate on the first N rows", "all"}, data.limit_valid);
  visit(Field{"Output", "--out", "DIR", "the run folder itself", "runs/<date-time>-<preset or penalty>", Scope::kCall}, output.out);
  visit(Field{"Output", "--force", "yes|no", "replace an existing run in that folder (plain --force means yes)", "", Scope::kCall}, output.force);
  visit(Field{"Output", "--resume", "RUN", "go on with the run in this folder, to the byte as if it had never stopped; --epochs may grow, outputs and --threads may change", "a new run", Scope::kCall}, output.resume);
  visit(Field{"Output", "--checkpoint_every", "SECONDS", "between checkpoints within an epoch; 0: only when epochs end", "", Scope::kRun}, train.checkpoint_every);
  visit(Field{"Output", "--images_every", "N", "epochs between reconstruction pictures; 0: only at the end", "", Scope::kRun}, output.images_every);
  visit(Field{"Output", "--progress", "auto|on|off", "progress bar; auto: on a terminal", "", Scope::kRun}, output.progress);
  visit(Field{"Output", "--log_level", "LEVEL", "debug, info, warning, error or off", "", Scope::kRun}, output.log_level);
  visit(Field{"Presets", "--preset", "NAME", "settings of a published source, which other options override: tutorial-kl, tutorial-l1", "", Scope::kRun}, preset);
  // clang-format on
}

}  // namespace sae::config
