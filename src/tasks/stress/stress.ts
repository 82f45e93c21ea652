/**
 * Primary stress of English words: the sounds of a word in, for each vowel whether it has the primary stress out. Real
 * data: CMUdict, less words of one vowel and those with no or several primary stresses.
 */
import type { Sequences } from '../../vocabulary.ts';
import { type Dataset, InputError } from '../dataset.ts';
import { bytesInMemory, type DataBytes } from '../own-data/bytes.ts';
import { openOwnData } from '../own-data/opened.ts';
import type { WrittenData } from '../own-data/settings.ts';
import type { Task } from '../task.ts';
import {
  type Dictionary,
  hasPrimaryStress,
  isVowel,
  loadDictionary,
  SOUNDS,
  type Sound,
  soundsOf,
  withoutStress,
} from './dictionary.ts';

const PRIMARY = 'primary';
const OTHER = 'other';
const NOT_COUNTED = '_';

export const stress: Task = {
  name: 'stress',
  label: 'whether a vowel has the primary stress of its English word, at vowels only',
  needs: 'Endings decide most (-tion, -ity), and beginnings some: backward knows more than forward.',
  keys: [],

  open(settings): Dataset {
    const { dataset } = openOwnData(settings);
    return { ...dataset, read: (typed) => readSounds(typed, dataset) };
  },
};

/** How the words are read: as a file of JSON lines is. */
export const STRESS_DATA: WrittenData = { file: 'stress.jsonl', input: 'input', label: 'label', per: 'step' };

/** The words with their stress, a line each. */
export async function stressData(): Promise<DataBytes> {
  const lines = stressWords(await loadDictionary()).map(({ sounds }) => {
    const label = sounds.map((sound) => (isVowel(sound) ? classOf(hasPrimaryStress(sound)) : NOT_COUNTED));
    return `${JSON.stringify({ input: sounds.map(withoutStress), label })}\n`;
  });
  return bytesInMemory('CMUdict', Buffer.from(lines.join('')));
}

/** Words of letters and apostrophes with two vowels at the least, of which one has the primary stress. */
export function stressWords(dictionary: Dictionary): { word: string; sounds: readonly Sound[] }[] {
  return Object.keys(dictionary).flatMap((word) => {
    const sounds = /^[a-z']+$/.test(word) ? (soundsOf(dictionary, word) ?? []) : [];
    const vowels = sounds.filter(isVowel);
    const isTaken = vowels.length >= 2 && vowels.filter((sound) => hasPrimaryStress(sound)).length === 1;
    return isTaken ? [{ word, sounds }] : [];
  });
}

function classOf(isPrimary: boolean | null): string {
  return isPrimary === true ? PRIMARY : OTHER;
}

/**
 * What a user typed as sounds with their stress: a word of the dictionary is looked up, sounds stay.
 *
 * @throws {InputError} where a word is not in the dictionary
 */
export async function stressTyped(typed: readonly string[]): Promise<readonly string[]> {
  const pieces = piecesOf(typed);
  const [word] = pieces;
  if (pieces.length !== 1 || isSound(word)) return pieces;
  const sounds = soundsOf(await loadDictionary(), word.toLowerCase());
  if (sounds === null) {
    throw new InputError([`"${word}" is not in the dictionary; write its sounds, as in B AH N AE N AH.`]);
  }
  return sounds;
}

function piecesOf(typed: readonly string[]): string[] {
  return typed.flatMap((piece) => piece.split(/\s+/)).filter((piece) => piece !== '');
}

function isSound(piece: string): boolean {
  return SOUNDS.has(withoutStress(piece));
}

/** Sounds as one sequence; a vowel's label is known where it comes with its stress: AE1. */
function readSounds(typed: readonly string[], dataset: Dataset): Sequences {
  const sounds = piecesOf(typed);
  const problems = sounds.flatMap((sound, i) =>
    isSound(sound) ? [] : [`sound ${i + 1}: expected one of ARPABET, as in B AH N AE N AH; found "${sound}".`],
  );
  if (problems.length === 0 && !sounds.some(isVowel)) {
    problems.push(`expected a vowel at the least (AA, AE, AH, …); found ${sounds.join(' ') || 'nothing'}.`);
  }
  if (problems.length > 0) throw new InputError(problems);
  const classes = dataset.words?.classes ?? [];
  const labels = sounds.map((sound) => {
    const isPrimary = hasPrimaryStress(sound);
    return isVowel(sound) && isPrimary !== null ? classes.indexOf(classOf(isPrimary)) : -1;
  });
  return {
    ...dataset.read(sounds.map(withoutStress)),
    labels: Int32Array.from(labels),
    counted: Uint8Array.from(sounds, (sound) => (isVowel(sound) ? 1 : 0)),
  };
}
