/**
 * Makes the files of this folder, one for each layout that Bothways reads: node experiments/data/make.mjs [FOLDER]
 * Everything in them is invented; the same script always writes the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A generator of numbers in [0, 1): mulberry32, a counter mixed by multiplications. */
function generator(seed) {
  let counter = seed;
  return () => {
    counter = (counter + 0x6d2b79f5) | 0;
    let mixed = Math.imul(counter ^ (counter >>> 15), 1 | counter);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nearly normal: the sum of four uniform numbers, less its mean. */
const noise = (random, size) => (random() + random() + random() + random() - 2) * size;
const pick = (random, list) => list[Math.floor(random() * list.length)];
const csv = (rows, separator = ',') => rows.map((row) => `${row.join(separator)}\n`).join('');

/**
 * One row per time step: recordings of a sensor on a belt, from 60 people. What somebody does shows in the sensor with a
 * delay of two steps, as if through a slow filter: whoever knows what comes next knows more.
 */
function walks() {
  const random = generator(1);
  const level = { stand: [0, 9.8, 0.1], walk: [1.2, 9.2, 1.4], sit: [0.3, 8.9, -1.2] };
  const rows = [['recording', 'person', 't', 'ax', 'ay', 'az', 'activity']];
  for (let person = 1; person <= 60; person++) {
    const own = [noise(random, 0.3), noise(random, 0.3), noise(random, 0.3)];
    for (let recording = 1; recording <= 2; recording++) {
      const activities = [];
      while (activities.length < 24) {
        const activity = pick(random, Object.keys(level).filter((other) => other !== activities.at(-1)));
        for (let steps = 4 + Math.floor(random() * 6); steps > 0; steps--) activities.push(activity);
      }
      for (let t = 0; t < 24; t++) {
        const shown = level[activities[Math.max(0, t - 2)]];
        const measured = shown.map((value, axis) => (value + own[axis] + noise(random, 0.9)).toFixed(2));
        rows.push([`p${person}-${recording}`, `person ${person}`, t, ...measured, activities[t]]);
      }
    }
  }
  return csv(rows);
}

/** One row per time step and one label for each sequence, which every row repeats; training and test are two files. */
function trips(part, count, seed) {
  const random = generator(seed);
  const rows = [['trip', 't', 'speed', 'turn', 'by']];
  for (let trip = 1; trip <= count; trip++) {
    const by = pick(random, ['tram', 'bus', 'bike']);
    const length = 12 + Math.floor(random() * 9);
    const stop = Math.floor(length * (0.3 + 0.4 * random())); // a bike does not stop
    for (let t = 0; t < length; t++) {
      const top = by === 'bike' ? 4 : 9;
      const speed = by === 'bike' || Math.abs(t - stop) > 1 ? top : 0;
      const turn = noise(random, by === 'tram' ? 0.2 : 1);
      rows.push([`${part} ${trip}`, t, Math.max(0, speed + noise(random, 4)).toFixed(1), turn.toFixed(2), by]);
    }
  }
  return csv(rows);
}

/** One row per sequence, its series in a range of columns: gestures that rise first or fall first. */
function gestures() {
  const random = generator(2);
  const rows = [['gesture', ...Array.from({ length: 16 }, (_, t) => `t${t + 1}`)]];
  for (let i = 0; i < 120; i++) {
    const rises = random() < 0.5;
    const length = 10 + Math.floor(random() * 7);
    const series = Array.from({ length: 16 }, (_, t) => {
      if (t >= length) return ''; // a shorter one leaves its last cells empty
      const bump = t < length / 2 ? 1 : -1;
      return ((rises ? bump : -bump) + noise(random, 1)).toFixed(2);
    });
    rows.push([rises ? 'up-down' : 'down-up', ...series]);
  }
  return csv(rows);
}

/** One text and one label per row. */
function reviews() {
  const random = generator(3);
  const good = ['good', 'great', 'lovely', 'fine'];
  const bad = ['bad', 'dull', 'poor', 'weak'];
  const rows = [['text', 'opinion']];
  for (let i = 0; i < 200; i++) {
    const isGood = random() < 0.5;
    const isTurned = random() < 0.4; // "not", somewhere before
    const word = pick(random, isGood === isTurned ? bad : good);
    const words = ['the', pick(random, ['film', 'book', 'play', 'song']), 'was', ...(isTurned ? ['not'] : []), word];
    if (random() < 0.5) words.push('and', 'long');
    rows.push([words.join(' '), isGood ? 'positive' : 'negative']);
  }
  return csv(rows);
}

/** One long recording without an id: a machine, with an alarm per minute. */
function machine() {
  const random = generator(4);
  const rows = [['time', 'temperature', 'load', 'alarm']];
  let heat = 0;
  for (let minute = 0; minute < 1200; minute++) {
    const load = minute % 60 < 20 ? 1 : 0;
    heat = 0.8 * heat + load + noise(random, 0.2);
    const time = `2024-03-01T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    rows.push([time, (20 + 4 * heat).toFixed(1), (load + noise(random, 0.1)).toFixed(2), heat > 3.5 ? 'hot' : 'fine']);
  }
  return csv(rows);
}

/** One long series to be forecast: the load of each hour. */
function load() {
  const random = generator(5);
  const day = [2, 1.5, 1.2, 1.2, 1.5, 2.5, 4, 6, 7, 7, 6.5, 6.5, 7, 6.5, 6, 6, 6.5, 7.5, 8, 7.5, 6, 5, 4, 3];
  const rows = [['time', 'load', 'temperature']];
  let weather = 0;
  for (let hour = 0; hour < 24 * 60; hour++) {
    weather = 0.97 * weather + noise(random, 0.5);
    const date = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 16);
    const weekend = Math.floor(hour / 24) % 7 > 4 ? 0.7 : 1;
    rows.push([date, (10 * day[hour % 24] * weekend - 2 * weather + noise(random, 2)).toFixed(1), (8 + weather).toFixed(1)]);
  }
  return csv(rows);
}

/** CoNLL: a token a line, names of people and places by their neighbours. */
function names() {
  const random = generator(6);
  const name = ['Anna', 'Rome', 'Chen', 'Paris', 'Ruth', 'Jordan', 'Austin', 'Georgia'];
  const sentences = Array.from({ length: 150 }, () => {
    const who = pick(random, name);
    return random() < 0.5
      ? [[who, 'NNP', 'PERSON'], [pick(random, ['sleeps', 'reads', 'laughs']), 'VBZ', 'O'], ['.', '.', 'O']]
      : [[pick(random, ['visit', 'leave']), 'VB', 'O'], [who, 'NNP', 'PLACE'], [pick(random, ['today', 'soon']), 'RB', 'O']];
  });
  return `-DOCSTART- -X- O\n\n${sentences.map((tokens) => csv(tokens, ' ')).join('\n')}`;
}

/** Strings, with a label for each letter: invented proteins that fold where two A stand together. */
function proteins() {
  const random = generator(7);
  const rows = [['protein', 'fold']];
  for (let i = 0; i < 150; i++) {
    const letters = Array.from({ length: 8 + Math.floor(random() * 8) }, () => pick(random, ['A', 'A', 'K', 'M', 'T']));
    const fold = letters.map((letter, t) => (letter === 'A' && (letters[t - 1] === 'A' || letters[t + 1] === 'A') ? 'H' : 'C'));
    rows.push([letters.join(''), fold.join('')]);
  }
  return csv(rows);
}

/** JSON lines: strokes of a pen, which a table cannot hold, with their writers. */
function strokes() {
  const random = generator(8);
  const lines = Array.from({ length: 120 }, () => {
    const turns = random() < 0.5 ? 1 : -1;
    const length = 8 + Math.floor(random() * 6);
    const input = Array.from({ length }, (_, t) => {
      const x = t / length;
      return [x + noise(random, 0.05), turns * x * (1 - x) * 4 + noise(random, 0.3)].map((value) => Number(value.toFixed(3)));
    });
    return JSON.stringify({ input, label: turns > 0 ? 'arch' : 'bowl', group: `writer ${1 + Math.floor(random() * 20)}` });
  });
  return `${lines.join('\n')}\n`;
}

const folder = process.argv[2] ?? import.meta.dirname;
mkdirSync(folder, { recursive: true });
const files = {
  'walks.csv': walks(),
  'trips.csv': trips('training', 90, 9),
  'trips-test.csv': trips('test', 60, 10),
  'gestures.csv': gestures(),
  'reviews.csv': reviews(),
  'machine.csv': machine(),
  'load.csv': load(),
  'names.conll': names(),
  'proteins.csv': proteins(),
  'strokes.jsonl': strokes(),
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
