/**
 * The article's sentence 我今天不舒服,我打算____一天: words in, the word in the gap out.
 *
 *   我 今天 R , 我 打算 ____ D 。   (I R today, I plan to ____ for D.)
 *
 * The reason R stands left of the gap, the duration D right of it. A sentence is drawn uniformly from the triples
 * (reason, duration, word) in which both allow the word; only the gap counts.
 */

import type { Direction, Sequences } from '../vocabulary.ts';
import { alternatives } from '../words.ts';
import { type Bounds, type Dataset, InputError, type Reachable, reachable } from './dataset.ts';
import { type Draw, freshFrom } from './fresh.ts';
import type { Task } from './task.ts';

/** What each reason allows in the gap. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  不舒服: ['去医院', '睡觉', '请假', '休息'],
  很累: ['睡觉', '请假', '休息'],
  很忙: ['加班', '开会'],
  放假: ['旅行', '睡觉', '休息'],
};

/** What each duration allows in the gap. */
const DURATIONS: Readonly<Record<string, readonly string[]>> = {
  一天: ['请假', '休息', '加班', '旅行', '开会'],
  一会儿: ['睡觉', '休息', '开会'],
  一趟: ['去医院', '旅行'],
  一晚: ['睡觉', '加班'],
};

const GAP = '____';
const END = '。';
/** The words that may stand at each place. */
const PLACES = [['我'], ['今天'], Object.keys(REASONS), [','], ['我'], ['打算'], [GAP], Object.keys(DURATIONS), [END]];
const STEPS = PLACES.length;
const REASON_AT = PLACES.findIndex((words) => words.includes('不舒服'));
const GAP_AT = PLACES.findIndex((words) => words.includes(GAP));
const DURATION_AT = PLACES.findIndex((words) => words.includes('一天'));

const TOKENS = [...new Set(PLACES.flat())];
const CLASSES = [...new Set(Object.values(REASONS).flat())];

/** What stands on the two sides of the gap. */
interface Sides {
  readonly reason: string;
  readonly duration: string;
}

interface Sentence extends Sides {
  readonly word: string;
}

const SENTENCES: readonly Sentence[] = Object.entries(REASONS).flatMap(([reason, allowed]) =>
  Object.entries(DURATIONS).flatMap(([duration, alsoAllowed]) =>
    allowed.filter((word) => alsoAllowed.includes(word)).map((word) => ({ reason, duration, word })),
  ),
);

/** What a predictor at the gap knows of the sides: sentences that give the same text are one to it. */
type Sight = (sides: Sides) => string;

const SEEN: Readonly<Record<Direction, Sight>> = {
  forward: ({ reason }) => reason,
  backward: ({ duration }) => duration,
  bidirectional: ({ reason, duration }) => `${reason} ${duration}`,
};

const PATTERN = '我 今天 R , 我 打算 ____ D 。';

export const fillInTheBlank: Task = {
  name: 'fill-in-the-blank',
  label: `the word in the gap of ${PATTERN}, at the gap only`,
  needs: 'The word depends on both sides: forward knows the reason R, backward the duration D, bidirectional both.',
  keys: ['test_sequences', 'validation'],

  open: (): Dataset => ({
    input: { kind: 'tokens', vocabulary: TOKENS.length },
    output: { kind: 'softmax', classes: CLASSES.length, per: 'step' },
    words: { tokens: TOKENS, classes: CLASSES },
    columns: null,
    scale: null,
    steps: STEPS,
    meanSteps: STEPS,
    ...freshFrom(draw),
    floor: () => bounds().floor,
    bounds,
    read: (typed) => encode([{ tokens: check(withFullStop(typed.flatMap(split))), label: -1 }]),
    quantities: () => ({}),
    truth(sequences, n) {
      const tokenAt = (place: number) => TOKENS[sequences.inputs[n * STEPS + place]];
      const sides = { reason: tokenAt(REASON_AT), duration: tokenAt(DURATION_AT) };
      return {
        forward: probabilities(sides, SEEN.forward),
        backward: probabilities(sides, SEEN.backward),
        bidirectional: probabilities(sides, SEEN.bidirectional),
      };
    },
  }),
};

const draw: Draw = (random, count) =>
  encode(
    Array.from({ length: count }, () => {
      const sentence = SENTENCES[random.below(SENTENCES.length)];
      return { tokens: tokensOf(sentence), label: CLASSES.indexOf(sentence.word) };
    }),
  );

/** Exact, by counting: what is seen is best answered with the word that most such sentences have. */
function bounds(): Bounds {
  return {
    floor: atGap(() => ''),
    ceiling: {
      forward: atGap(SEEN.forward),
      backward: atGap(SEEN.backward),
      bidirectional: atGap(SEEN.bidirectional),
    },
  };
}

function tokensOf({ reason, duration }: Sides): string[] {
  return PLACES.map((words, place) => (place === REASON_AT ? reason : place === DURATION_AT ? duration : words[0]));
}

/** Sequences (N, 9) of tokens that count at the gap, where the label stands. */
function encode(sentences: readonly { tokens: readonly string[]; label: number }[]): Sequences {
  const count = sentences.length;
  const inputs = new Int32Array(count * STEPS);
  const labels = new Int32Array(count * STEPS);
  const counted = new Uint8Array(count * STEPS);
  sentences.forEach(({ tokens, label }, n) => {
    inputs.set(
      tokens.map((token) => TOKENS.indexOf(token)),
      n * STEPS,
    );
    labels[n * STEPS + GAP_AT] = label;
    counted[n * STEPS + GAP_AT] = 1;
  });
  return { count, steps: STEPS, inputs, labels, targets: null, counted, lengths: new Int32Array(count).fill(STEPS) };
}

/** The probability of each word, given what is seen of the sides; null where no sentence looks so. */
function probabilities(sides: Sides, sees: Sight): number[] | null {
  const words = SENTENCES.filter((sentence) => sees(sentence) === sees(sides)).map(({ word }) => word);
  return words.length === 0 ? null : CLASSES.map((word) => count(words, word) / words.length);
}

/** The accuracy at the gap of one who always gives the likeliest word: the mean of its probability. */
function atGap(sees: Sight): Reachable {
  const likeliest = SENTENCES.map((sentence) => Math.max(...(probabilities(sentence, sees) ?? [])));
  const accuracy = likeliest.reduce((sum, probability) => sum + probability, 0) / SENTENCES.length;
  return reachable(PLACES.map((_words, place) => (place === GAP_AT ? accuracy : null)));
}

function count(words: readonly string[], word: string): number {
  return words.filter((other) => other === word).length;
}

/** What the task has a word for, also where it may not stand; the longest first. */
const KNOWN = [...TOKENS, ...CLASSES].sort((a, b) => b.length - a.length);
const WORD_OR_SPACE = new RegExp(`(${KNOWN.join('|')})|\\s+`);

/**
 * The words of typed text, the longest that is known first; what lies between known words is one unknown word.
 * Whole-width and half-width signs are the same, and a gap may have any number of underscores.
 */
function split(typed: string): string[] {
  const text = typed.normalize('NFKC').replaceAll('.', END).replace(/_+/g, GAP);
  return text.split(WORD_OR_SPACE).filter((word) => word !== undefined && word !== '');
}

/** The sentence may be typed without its end, as the article has it. */
function withFullStop(words: readonly string[]): readonly string[] {
  return words.length === STEPS - 1 && words.at(-1) !== END ? [...words, END] : words;
}

/** The words, where they are a sentence of this task; else throws an `InputError` with everything that is wrong. */
function check(words: readonly string[]): readonly string[] {
  const problems: string[] = [];
  const gaps = count(words, GAP);
  if (gaps !== 1) {
    problems.push(`expected one gap, ____ at place ${GAP_AT + 1} of ${PATTERN}; found ${gaps === 0 ? 'none' : gaps}.`);
  }
  if (words.length !== STEPS) {
    const found = words.length === 0 ? 'none' : `${words.length}: ${words.join(' ')}`;
    problems.push(`expected ${STEPS} words, ${PATTERN}; found ${found}`);
    words.forEach((word, place) => {
      if (KNOWN.includes(word)) return;
      problems.push(`place ${place + 1}: "${word}" is no word of this task.${similar(word)}`);
    });
  } else {
    words.forEach((word, place) => {
      const expected = PLACES[place];
      if (expected.includes(word)) return;
      problems.push(
        `place ${place + 1}: expected ${alternatives(expected)}; found "${word}".${similar(word, expected)}`,
      );
    });
  }
  if (problems.length > 0) throw new InputError(problems);
  return words;
}

/** ' Did you mean 不舒服?' where a single one of the candidates shares the most characters with a word. */
function similar(word: string, candidates: readonly string[] = TOKENS): string {
  const shared = candidates.map((candidate) => [...candidate].filter((character) => word.includes(character)).length);
  const most = Math.max(...shared);
  const best = candidates.filter((_candidate, i) => shared[i] === most);
  return most > 0 && best.length === 1 && candidates.length > 1 ? ` Did you mean ${best[0]}?` : '';
}
