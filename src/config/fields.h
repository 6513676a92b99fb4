// SPDX-License-Identifier: MIT
// The one list of options: included by config.h, where its contract is written.
#pragma once

#include "config/config.h"

namespace sae::config {

namespace fields {

template <class AnyConfig, class Visitor>
void visit_training(AnyConfig& config, Visitor&& visit) {
  auto& [preset, data, model, loss, optim, train, output] = config;
  // clang-format off
  visit(Field{"Sparsity", "--add_sparse", "yes|no", "train with the sparsity term (-sc is accepted too)", ""}, loss.add_sparse);
  visit(Field{"Sparsity", "-l,--reg_param,--beta", "B", "weight of the sparsity term, >= 0 (-l is beta, not lambda); 1e-4 when --penalty l1 is chosen", ""}, loss.beta);
  visit(Field{"Sparsity", "--rho", "R", "target mean activation of a code unit, in (0, 1); on tanh's own scale in (-1, 1)", ""}, loss.rho);
  visit(Field{"Sparsity", "--penalty", "NAME", "kl: per code unit, over the batch (the textbook one); l1: mean over samples of sum |code|; kl_per_sample: not textbook sparsity, its mean runs over the units of one sample in a copy of the net without activations, all layers (tutorial); l1_all_layers: mean |activation| of every layer (tutorial)", ""}, loss.penalty);
  visit(Field{"Sparsity", "--lambda", "L", "weight decay: (lambda/2) * sum of squared weights, biases excluded, >= 0", ""}, loss.lambda);
  visit(Field{"Training", "-e,--epochs", "N", "passes over the training data; iterations of lbfgs and cg", "", Scope::kRun}, train.epochs);
  visit(Field{"Training", "--batch_size", "N", "images a step; a smaller last batch is kept", ""}, train.batch_size);
  visit(Field{"Training", "--optimizer", "NAME", "how the weights move: adam or sgd, batch by batch; lbfgs or cg (nonlinear conjugate gradient) on all rows at once, an epoch being one iteration", ""}, optim.optimizer);
  visit(Field{"Training", "--lr", "RATE", "learning rate, > 0", ""}, optim.lr);
  visit(Field{"Training", "--lr_schedule", "NAME", "constant; cosine: falls to 0 over the schedule, step by step; step: multiplied by --lr_step_factor after every --lr_step_epochs", ""}, optim.lr_schedule);
  visit(Field{"Training", "--lr_step_epochs", "N", "of schedule step: epochs between two falls of the rate", ""}, optim.lr_step_epochs);
  visit(Field{"Training", "--lr_step_factor", "F", "of schedule step: what the rate is multiplied by, in (0, 1]", ""}, optim.lr_step_factor);
  visit(Field{"Training", "--warmup_epochs", "W", "with any schedule, the rate rises linearly, step by step, over the first W epochs; .5 is half an epoch", ""}, optim.warmup_epochs);
  visit(Field{"Training", "--schedule_epochs", "N", "length of the schedules of --lr_schedule cosine and --k_start, which a longer --resume keeps", "the first --epochs"}, optim.schedule_epochs);
  visit(Field{"Training", "--momentum", "M", "momentum of sgd, in [0, 1)", ""}, optim.momentum);
  visit(Field{"Training", "--loss", "NAME", "mse: mean over all pixels; half_sse: half the squared error an image (UFLDL), so beta and lambda weigh D/2 times less; bce: cross-entropy, targets in [0, 1]", ""}, loss.loss);
  visit(Field{"Training", "--seed", "N", "start of all randomness: weights, order, split", ""}, train.seed);
  visit(Field{"Training", "--patience", "N|off", "stop after N epochs in a row without a new lowest val_mse", "off", Scope::kRun}, train.patience);
  visit(Field{"Training", "--min_improvement", "SHARE", "of --patience: val_mse has to fall by more than this share of the lowest to count, in [0, 1)", "", Scope::kRun}, train.min_improvement);
  visit(Field{"Training", "--init_from", "FILE", "start from the weights in this model.safetensors or checkpoint, in a new run", "drawn from the seed", Scope::kRun}, train.init_from);
  visit(Field{"Training", "--threads", "N|auto", "CPU threads; auto: as many as there are cores for this process and work for them in a step, at most 8", "auto", Scope::kRun}, train.threads);
  visit(Field{"Training", "--engine", "auto|fused|autograd", "how a step is computed; auto: the hand-written one on a CPU, LibTorch's autograd on a GPU", "", Scope::kRun}, train.engine);
  visit(Field{"Training", "--device", "auto|cpu|cuda", "where to train; auto takes a GPU where a step, measured when training starts, takes less time there than on the CPU", "", Scope::kRun}, train.device);
  // clang-format on
}

template <class AnyConfig, class Visitor>
void visit_model(AnyConfig& config, Visitor&& visit) {
  auto& model = config.model;
  // clang-format off
  visit(Field{"Model", "--layers", "W[,W...]", "encoder widths, the last is the code; the decoder mirrors them", ""}, model.layers);
  visit(Field{"Model", "--activation", "NAME", "of hidden layers: identity, relu, sigmoid or tanh", ""}, model.activation);
  visit(Field{"Model", "--code_activation", "NAME", "of the code layer; relu when --penalty l1 is chosen; topk keeps the --k largest units of a sample, topk_relu those of a relu (k-sparse; without a penalty)", ""}, model.code_activation);
  visit(Field{"Model", "--k", "K", "of topk: units of a sample that stay", "none"}, model.k);
  visit(Field{"Model", "--k_start", "K", "of topk: so many stay at first, falling to --k over the first half of the schedule", "--k"}, model.k_start);
  visit(Field{"Model", "--k_eval_factor", "A", "of topk: where codes are put to use (not in val_*), A * k units stay, >= 1", ""}, model.k_eval_factor);
  visit(Field{"Model", "--dropout", "P", "share of the code that is dropped in each training step, in [0, 1); what stays is divided by 1 - P", ""}, model.dropout);
  visit(Field{"Model", "--output_activation", "NAME|auto", "of the output layer: identity, relu, sigmoid or tanh; auto: sigmoid where the scaled training rows lie in [0, 1], else identity", "auto"}, model.output_activation);
  visit(Field{"Model", "--tied", "yes|no", "the decoder uses the encoder's weights, transposed", ""}, model.tied);
  visit(Field{"Model", "--init", "NAME", "first weights: uniform within bounds, torch: 1/sqrt(inputs), biases too; ufldl: sqrt(6/(inputs + outputs + 1)), biases 0; xavier: sqrt(6/(inputs + outputs)), biases 0; kaiming: sqrt(6/inputs), biases 0; or normal: standard deviation .01, biases 0", ""}, model.init);
  visit(Field{"Model", "--dtype", "NAME", "float32, or float64, which lbfgs and cg take unless told otherwise", ""}, model.dtype);
  // clang-format on
}

/// Where rows come from and which of them are meant.
template <class AnyData, class Visitor>
void visit_source(AnyData& data, Visitor&& visit) {
  // clang-format off
  visit(Field{"Data", "--data", "PATH", "a folder of the four IDX files of the MNIST family; a file, also gzip: IDX, NumPy .npy or .npz (FILE.npz:X names an array; first axis: samples) or a table of numbers (CSV, TSV); or a folder of PNG or JPEG files, whose subfolders are classes", "FashionMNIST is searched", Scope::kRun}, data.data);
  visit(Field{"Data", "--format", "NAME", "of the data: idx, npy, table or images; auto: found by content", ""}, data.format);
  visit(Field{"Data", "--labels", "FILE", "class of each row: IDX, .npy, .npz or a table of one column", "none", Scope::kRun}, data.labels);
  visit(Field{"Data", "--label_column", "NAME|INDEX", "column of a table that holds the classes; an index counts from 0, or from the end if negative", "none"}, data.label_column);
  visit(Field{"Data", "--window", "N", "take a table as a series: each row becomes N rows in turn, overlapping; the last windows validate, and those that overlap both parts are left out", "off"}, data.window);
  visit(Field{"Data", "--resize", "HxW", "bring image files to this size in pixels", "as they are"}, data.resize);
  visit(Field{"Data", "--channels", "NAME", "of image files: grey or rgb; auto: as they are", ""}, data.channels);
  visit(Field{"Data", "--classes", "LIST", "keep the rows of these classes, named by their labels as the files have them: 5-9, 0,2,4 or cat,dog", "all"}, data.classes);
  // clang-format on
}

/// What is made of the rows before a network sees them.
template <class AnyData, class Visitor>
void visit_preparation(AnyData& data, Visitor&& visit) {
  // clang-format off
  visit(Field{"Data", "--encode_with", "RUN[,RUN...]", "train on the codes that these runs make of the data, one behind the other (stacking); a run that was itself trained so brings the runs before it along", "off", Scope::kRun}, data.encode_with);
  visit(Field{"Data", "--patches", "HxW", "train on patches of this size, cut from the images at random", "off"}, data.patches);
  visit(Field{"Data", "--patch_count", "N", "patches to train on; those to validate on come besides", ""}, data.patch_count);
  visit(Field{"Data", "--patch_norm", "NAME", "ufldl: each patch less its own mean, clipped to 3 standard deviations of all, brought to [.1, .9]; none", ""}, data.patch_norm);
  visit(Field{"Data", "--scale", "NAME", "values: unit [0, 1] and symmetric [-1, 1] by the range of the type (bytes, integers, pictures) or of the training set; standardize and minmax column by column; none. auto: unit for bytes and pictures, none for numbers in [0, 1], else minmax", ""}, data.scale);
  visit(Field{"Data", "--clip", "yes|no", "of --loss bce with --scale minmax or unit: validation values of the run, input and target, that lie outside the training rows' range become 0 or 1; other commands never clip", ""}, data.clip);
  visit(Field{"Data", "--whiten", "none|zca", "zca: decorrelate the columns, staying close to them", ""}, data.whiten);
  visit(Field{"Data", "--whiten_eps", "E", "added to the variances of zca, > 0", ""}, data.whiten_eps);
  visit(Field{"Data", "--corrupt", "NOISE", "of the input while the target stays clean: gaussian:S adds noise of that standard deviation, mask:P sets a share to 0, left_half the left half of an image; after scaling, new in each epoch", "off"}, data.corrupt);
  visit(Field{"Data", "--corrupt_eval", "yes|no", "validate on corrupted input too, the same noise each time", ""}, data.corrupt_eval);
  // clang-format on
}

/// How rows are divided.
template <class AnyData, class Visitor>
void visit_division(AnyData& data, Visitor&& visit) {
  // clang-format off
  visit(Field{"Data", "--valid", "N|SHARE|test", "validate on N training rows, or on a share in (0, 1), drawn at random; test: on the test set, or a tenth where there is none", "test"}, data.valid);
  visit(Field{"Data", "--limit", "N|all", "train on the first N of the training rows, in the order of the file", "all"}, data.limit);
  visit(Field{"Data", "--limit_valid", "N|all", "validate on the first N of the validation rows, in the order of the file", "all"}, data.limit_valid);
  // clang-format on
}

template <class AnyConfig, class Visitor>
void visit_output(AnyConfig& config, Visitor&& visit) {
  auto& [preset, data, model, loss, optim, train, output] = config;
  // clang-format off
  visit(Field{"Output", "--out", "DIR", "the run folder itself", "runs/<date-time>-<preset or penalty>", Scope::kCall}, output.out);
  visit(Field{"Output", "--force", "yes|no", "replace an existing run in that folder (plain --force means yes)", "", Scope::kCall}, output.force);
  visit(Field{"Output", "--resume", "RUN", "go on with the run in this folder, to the byte as if it had never stopped; --epochs may grow, outputs and --threads may change", "a new run", Scope::kCall}, output.resume);
  visit(Field{"Output", "--checkpoint_every", "SECONDS", "between checkpoints within an epoch; 0: only when epochs end", "", Scope::kRun}, train.checkpoint_every);
  visit(Field{"Output", "--images_every", "N", "epochs between reconstruction pictures; 0: only at the end", "", Scope::kRun}, output.images_every);
  visit(Field{"Output", "--progress", "auto|on|off", "progress bar; auto: on a terminal", "", Scope::kRun}, output.progress);
  visit(Field{"Output", "--log_level", "LEVEL", "debug, info, warning, error or off", "", Scope::kRun}, output.log_level);
  visit(Field{"Presets", "--preset", "NAME", "settings of a published source, which other options override; see docs/tutorials-and-sources.md", "", Scope::kRun}, preset);
  // clang-format on
}

}  // namespace fields

/// All options of the data.
template <class AnyData, class Visitor>
void visit_data(AnyData& data, Visitor&& visit) {
  fields::visit_source(data, visit);
  fields::visit_preparation(data, visit);
  fields::visit_division(data, visit);
}

/// Those that can be chosen anew when a trained run is put to use; what was made of its rows
/// belongs to the run.
template <class AnyData, class Visitor>
void visit_data_of_use(AnyData& data, Visitor&& visit) {
  fields::visit_source(data, visit);
  fields::visit_division(data, visit);
}

template <class AnyConfig, class Visitor>
void visit_fields(AnyConfig& config, Visitor&& visit) {
  fields::visit_training(config, visit);
  fields::visit_model(config, visit);
  visit_data(config.data, visit);
  fields::visit_output(config, visit);
}

}  // namespace sae::config
