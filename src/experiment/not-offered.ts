/** What Keras and PyTorch have and Bothways has not, with what to do instead: for errors, and for docs/limits.md. */

export interface NotOffered {
  /** A sentence's beginning. */
  readonly what: string;
  /** Other tools' words for it, as they write them. */
  readonly words: readonly string[];
  /** What to use then, in one sentence. */
  readonly instead: string;
}

export const NOT_OFFERED: readonly NotOffered[] = [
  {
    what: 'Attention',
    words: ['attention', 'self_attention', 'num_heads', 'n_heads', 'transformer', 'd_model'],
    instead: 'What is compared are recurrent networks: direction and layers are what decides how far one sees.',
  },
  {
    what: 'A learning rate that changes while training',
    words: [
      ...['scheduler', 'lr_schedule', 'lr_scheduler', 'learning_rate_schedule', 'schedule', 'lr_decay'],
      ...['warmup', 'warmup_steps', 'cosine', 'reduce_lr_on_plateau'],
    ],
    instead: 'Sweep learning_rate and epochs, which says more about it than one schedule.',
  },
  {
    what: 'Clipping of gradients',
    words: ['clipnorm', 'clipvalue', 'global_clipnorm', 'gradient_clipping', 'grad_clip', 'clip', 'max_grad_norm'],
    instead: 'A lower learning_rate keeps a run from diverging; one that does is counted and shown.',
  },
  {
    what: 'Dropout inside the recurrence or of the inputs',
    words: ['recurrent_dropout', 'variational_dropout', 'input_dropout', 'zoneout', 'dropout_w', 'dropout_u'],
    instead: 'dropout stands after every recurrent layer.',
  },
  {
    what: 'A share that is kept',
    words: ['keep_prob', 'keep_probability'],
    instead: 'dropout is the share that is lost: 1 − keep_prob.',
  },
  {
    what: 'Penalties on weights or outputs',
    words: [
      ...['l1', 'l2', 'regularization', 'regularizer', 'kernel_regularizer', 'recurrent_regularizer'],
      ...['bias_regularizer', 'activity_regularizer', 'weight_penalty'],
    ],
    instead: 'Use optimizer adamw with weight_decay, or dropout.',
  },
  {
    what: "The optimizers' other constants",
    words: ['beta_1', 'beta_2', 'beta1', 'beta2', 'betas', 'epsilon', 'eps', 'rho', 'amsgrad', 'nesterov', 'centered'],
    instead: "They are Keras's defaults; learning_rate, momentum and weight_decay can be set.",
  },
  {
    what: 'Layers of other kinds',
    words: [
      ...['embedding', 'embedding_dim', 'embedding_size', 'conv', 'conv1d', 'batch_norm', 'batchnorm', 'layer_norm'],
      ...['layernorm', 'residual', 'dense_units', 'dense'],
    ],
    instead: 'Tokens enter one-hot, and one Dense layer follows the recurrent ones.',
  },
  {
    what: 'Other activations, biases and initial weights',
    words: [
      ...['activation', 'recurrent_activation', 'use_bias', 'unit_forget_bias', 'initializer', 'kernel_initializer'],
      ...['recurrent_initializer', 'reset_after', 'peepholes'],
    ],
    instead: "All are Keras's defaults, but for reset_after, which is false.",
  },
  {
    what: 'States that last beyond a sequence',
    words: ['stateful', 'return_state', 'initial_state', 'teacher_forcing', 'bptt', 'tbptt'],
    instead: 'Every sequence begins at a state of 0 and is followed back to its first step.',
  },
  {
    what: 'A loss of your choice',
    words: ['loss', 'loss_function', 'criterion', 'class_weight', 'class_weights', 'sample_weight', 'focal_loss'],
    instead: 'It follows from the answers: cross-entropy of classes, the squared error of numbers.',
  },
  {
    what: 'Graphics cards and lower precision',
    words: ['gpu', 'cuda', 'mixed_precision', 'precision', 'dtype', 'fp16', 'amp'],
    instead: 'Runs are trained in float32 on all cores, and on other machines with --queue or --shard.',
  },
];

const BY_WORD: ReadonlyMap<string, NotOffered> = new Map(
  NOT_OFFERED.flatMap((each) => each.words.map((word) => [bare(word), each] as const)),
);

/** What a key of another tool asks for that Bothways has not; null where it is none of these. */
export function notOffered(word: string): NotOffered | null {
  return BY_WORD.get(bare(word)) ?? null;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}
