import { describe, expect, it } from 'vitest';
import { fillInTheBlank } from '../../src/tasks/fill-in-the-blank.ts';
import { draw, messageOf } from './sequences.ts';

const dataset = fillInTheBlank.open({ task: 'fill-in-the-blank' });
const tokens = dataset.words?.tokens ?? [];
const classes = dataset.words?.classes ?? [];

// Written out by hand from the two lists: the reason, the duration, the words that both allow
const ALLOWED = `
  不舒服 一天 请假 休息
  不舒服 一会儿 睡觉 休息
  不舒服 一趟 去医院
  不舒服 一晚 睡觉
  很累 一天 请假 休息
  很累 一会儿 睡觉 休息
  很累 一晚 睡觉
  很忙 一天 加班 开会
  很忙 一会儿 开会
  很忙 一晚 加班
  放假 一天 旅行 休息
  放假 一会儿 睡觉 休息
  放假 一趟 旅行
  放假 一晚 睡觉`;
const TRIPLES = ALLOWED.trim()
  .split('\n')
  .flatMap((line) => {
    const [reason, duration, ...words] = line.trim().split(' ');
    return words.map((word) => `${reason} ${duration} ${word}`);
  });

/** 'reason duration word' of drawn sentences. */
function drawnTriples(count: number): string[] {
  return draw(dataset, count).map(
    ({ inputs, labels }) => `${tokens[inputs[2]]} ${tokens[inputs[7]]} ${classes[labels[6]]}`,
  );
}

function read(...typed: string[]): string {
  const { inputs } = dataset.read(typed);
  return [...inputs].map((token) => tokens[token]).join(' ');
}

describe('fill-in-the-blank', () => {
  it('draws each of the 21 triples that both lists allow, equally often, and no other', () => {
    const drawn = new Map<string, number>();
    for (const triple of drawnTriples(21_000)) drawn.set(triple, (drawn.get(triple) ?? 0) + 1);
    expect(TRIPLES).toHaveLength(21);
    expect([...drawn.keys()].sort()).toEqual([...TRIPLES].sort());
    // χ² with 20 degrees of freedom is below 45.3 in 99.9 % of cases; the stream is fixed
    const chiSquared = [...drawn.values()].reduce((total, times) => total + (times - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(45.3);
  });

  it('puts the words where the sentence has them, and counts the gap only', () => {
    const sequences = dataset.training(1).next(1);
    const [reason, duration] = [tokens[sequences.inputs[2]], tokens[sequences.inputs[7]]];
    const sentence = [...sequences.inputs].map((token) => tokens[token]).join(' ');
    expect(sentence).toBe(`我 今天 ${reason} , 我 打算 ____ ${duration} 。`);
    expect(TRIPLES).toContain(`${reason} ${duration} ${classes[sequences.labels[6]]}`);
    expect([...sequences.counted]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect([sequences.count, sequences.steps, ...sequences.lengths]).toEqual([1, 9, 9]);
  });

  it('has one token per word of the sentence and one class per word of the gap', () => {
    const words = '我 今天 不舒服 很累 很忙 放假 , 打算 ____ 一天 一会儿 一趟 一晚 。'.split(' ');
    expect([...tokens].sort()).toEqual(words.sort());
    expect([...classes].sort()).toEqual('去医院 睡觉 请假 休息 加班 开会 旅行'.split(' ').sort());
    expect(dataset.input).toEqual({ kind: 'tokens', vocabulary: 14 });
    expect(dataset.output).toEqual({ kind: 'softmax', classes: 7, per: 'step' });
  });

  it('has the floor and the ceilings that counting gives', () => {
    const { floor, ceiling } = dataset.bounds()!;
    expect(floor.overall).toBeCloseTo(6 / 21, 15);
    expect(ceiling.forward.overall).toBeCloseTo(8 / 21, 15);
    expect(ceiling.backward.overall).toBeCloseTo(10 / 21, 15);
    expect(ceiling.bidirectional.overall).toBeCloseTo(14 / 21, 15);
    expect(floor.bySteps.map((value) => value !== null)).toEqual([...'......x..'].map((step) => step === 'x'));
  });

  it('has a floor and ceilings that the commonest word for each thing seen reaches in a simulation', () => {
    const drawn = drawnTriples(100_000).map((triple) => triple.split(' '));
    const accuracy = (seen: (triple: string[]) => string) => {
      const times = new Map<string, Map<string, number>>();
      for (const triple of drawn) {
        const words = times.get(seen(triple)) ?? new Map<string, number>();
        times.set(seen(triple), words.set(triple[2], (words.get(triple[2]) ?? 0) + 1));
      }
      const right = [...times.values()].map((words) => Math.max(...words.values()));
      return right.reduce((a, b) => a + b, 0) / drawn.length;
    };
    const { floor, ceiling } = dataset.bounds()!;
    expect(Math.abs(accuracy(() => '') - floor.overall)).toBeLessThan(0.006);
    expect(Math.abs(accuracy(([reason]) => reason) - ceiling.forward.overall)).toBeLessThan(0.006);
    expect(Math.abs(accuracy(([, duration]) => duration) - ceiling.backward.overall)).toBeLessThan(0.006);
    expect(Math.abs(accuracy(([r, d]) => r + d) - ceiling.bidirectional.overall)).toBeLessThan(0.006);
  });

  it("knows the true probabilities of the article's sentence, worked by hand", () => {
    const sequences = dataset.read(['我今天不舒服,我打算____一天。']);
    const truth = dataset.truth(sequences, 0);
    const byWord = (probabilities: readonly number[] | null | undefined) =>
      Object.fromEntries((probabilities ?? []).map((p, k) => [classes[k], p] as const).filter(([, p]) => p > 0));
    expect(byWord(truth?.forward)).toEqual({ 去医院: 1 / 6, 睡觉: 2 / 6, 请假: 1 / 6, 休息: 2 / 6 });
    expect(byWord(truth?.backward)).toEqual({ 请假: 2 / 8, 休息: 3 / 8, 加班: 1 / 8, 旅行: 1 / 8, 开会: 1 / 8 });
    expect(byWord(truth?.bidirectional)).toEqual({ 请假: 1 / 2, 休息: 1 / 2 });
  });

  it('has no true probabilities for both sides of a sentence that is never drawn', () => {
    const truth = dataset.truth(dataset.read(['我今天很累,我打算____一趟。']), 0);
    expect(truth?.bidirectional).toBeNull();
    expect(truth?.forward).not.toBeNull();
  });

  it('reads words, a sentence without spaces, whole-width signs and any number of underscores alike', () => {
    const expected = '我 今天 很忙 , 我 打算 ____ 一会儿 。';
    expect(read('我', '今天', '很忙', ',', '我', '打算', '____', '一会儿', '。')).toBe(expected);
    expect(read('我今天很忙,我打算____一会儿。')).toBe(expected);
    expect(read('我今天很忙，我打算＿＿一会儿。')).toBe(expected);
    expect(read('我今天很忙,', '我打算 _ 一会儿.')).toBe(expected);
    expect(read('我　今天　很忙　，　我　打算　__________　一会儿　｡')).toBe(expected);
  });

  it('leaves the label of a typed sentence open, and counts its gap', () => {
    const { labels, counted } = dataset.read(['我今天很忙,我打算____一天。']);
    expect([labels[6], ...counted]).toEqual([-1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('names unknown words and a gap that is filled', () => {
    expect(messageOf(() => read('我今天不舒,我打算请假两天。'))).toBe(
      [
        'InputError: expected one gap, ____ at place 7 of 我 今天 R , 我 打算 ____ D 。; found none.',
        'place 3: expected 不舒服, 很累, 很忙 or 放假; found "不舒". Did you mean 不舒服?',
        'place 7: expected ____; found "请假".',
        'place 8: expected 一天, 一会儿, 一趟 or 一晚; found "两天". Did you mean 一天?',
      ].join('\n'),
    );
  });

  it('names a second gap', () => {
    expect(messageOf(() => read('我今天很忙,____打算____一天。'))).toBe(
      [
        'InputError: expected one gap, ____ at place 7 of 我 今天 R , 我 打算 ____ D 。; found 2.',
        'place 5: expected 我; found "____".',
      ].join('\n'),
    );
  });

  it('names a wrong length, and unknown words even then', () => {
    expect(messageOf(() => read('今天 很忙 , 打算 ____ 一周'))).toBe(
      [
        'InputError: expected 9 words, 我 今天 R , 我 打算 ____ D 。; found 6: 今天 很忙 , 打算 ____ 一周',
        'place 6: "一周" is no word of this task.',
      ].join('\n'),
    );
    expect(messageOf(() => read())).toContain('found none');
  });

  it('takes the sentence without its full stop, as the article has it', () => {
    expect(read('我今天不舒服,我打算____一天')).toEqual(read('我今天不舒服,我打算____一天。'));
  });

  it('refuses a known word in the wrong place', () => {
    expect(() => read('我今天一天,我打算____很忙。')).toThrow(
      'place 3: expected 不舒服, 很累, 很忙 or 放假; found "一天".',
    );
  });
});
