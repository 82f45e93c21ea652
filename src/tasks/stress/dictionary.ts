/** CMUdict, the Carnegie Mellon Pronouncing Dictionary: English words with their sounds. An optional package has it. */

/** A sound in ARPABET, a vowel with its stress: 'B', 'AH0', 'AE1'. */
export type Sound = string;

/** The package is not there. */
export class MissingDictionary extends Error {}

/** Words with their sounds, in the order of the dictionary. */
export type Dictionary = Readonly<Record<string, string>>;

/** @throws {MissingDictionary} where the package is not installed */
export async function loadDictionary(): Promise<Dictionary> {
  try {
    const { dictionary } = await import('cmu-pronouncing-dictionary');
    return dictionary;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new MissingDictionary(
        'stress needs a dictionary that is not installed. Get it: npm install cmu-pronouncing-dictionary',
      );
    }
    throw error;
  }
}

/** The sounds of a word, null where it has none; some entries end in a remark: 'AA1 R HH UH0 S # place, danish'. */
export function soundsOf(dictionary: Dictionary, word: string): readonly Sound[] | null {
  if (!Object.hasOwn(dictionary, word)) return null;
  return dictionary[word].replace(/\s*#.*$/, '').split(' ');
}

/** A sound without its stress: 39 of them. */
export function withoutStress(sound: Sound): string {
  return sound.replace(/[012]$/, '');
}

/** Whether a sound is a vowel, said or not how it is stressed. */
export function isVowel(sound: Sound): boolean {
  return /^[AEIOU]/.test(sound);
}

/** Whether a vowel has the primary stress; null where that is not said. */
export function hasPrimaryStress(sound: Sound): boolean | null {
  return /[012]$/.test(sound) ? sound.endsWith('1') : null;
}

/** ARPABET as CMUdict uses it. */
export const SOUNDS: ReadonlySet<string> = new Set(
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' '),
);
