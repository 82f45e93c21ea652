/** A search as `--json` prints it. */
import type { SearchOutcome } from '../vocabulary.ts';
import { levelText } from './phrases.ts';

/** Configurations by their keys; `winner` with what was drawn for it, as overrides. Empty until a race is over. */
export function searchJson({ levels, isOver, runs, seeds, confirmingSeeds }: SearchOutcome, by: string | null) {
  const nameOf = (level: (typeof levels)[number]['level']) => levelText(level, { by });
  return {
    is_over: isOver,
    seeds,
    confirming_seeds: confirmingSeeds,
    runs: { made: runs.made, of_all: runs.ofAll },
    rounds: Math.max(0, ...levels.map(({ rounds }) => rounds)),
    left: levels.flatMap(({ level, left }) =>
      left.map(({ key, settings, afterSeeds, p, mean }) => ({
        level: nameOf(level),
        configuration: key,
        settings,
        after_seeds: afterSeeds,
        p,
        mean,
      })),
    ),
    survivors: Object.fromEntries(levels.map(({ level, racing }) => [nameOf(level), racing.map(({ key }) => key)])),
    waiting: Object.fromEntries(levels.map(({ level, waiting }) => [nameOf(level), waiting.map(({ key }) => key)])),
    winner: Object.fromEntries(
      levels.flatMap(({ level, racing: [first] }) =>
        isOver ? [[nameOf(level), { configuration: first.key, settings: first.settings, mean: first.mean }]] : [],
      ),
    ),
  };
}
