/** Ways of choosing a configuration, on stored results of real runs: what each takes, finds and believes. */
import { it } from 'vitest';
import { stream } from '../../src/random.ts';
import { left, renderTable, right } from '../../src/report/table.ts';
import { grid, NAMES, raceOver, type Strategy, simulate } from '../search/simulated.ts';

const SEARCHES = 3000;

const STRATEGIES: readonly [name: string, strategy: Strategy][] = [
  ...[1, 5, 10].map((seeds): [string, Strategy] => [`grid, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`, grid(seeds)]),
  ...[8, 14, 18].map((seeds): [string, Strategy] => [`race over ${seeds} seeds`, raceOver(seeds)]),
];

it('choosing among 22 configurations', () => {
  const rows = STRATEGIES.map(([name, strategy]) => {
    const random = stream(1, 'search bench', name);
    const { runs, found, dropped, regret, optimism, bias } = simulate(strategy, { searches: SEARCHES, random });
    const share = (value: number) => `${(100 * value).toFixed(1)} %`;
    const points = (value: number) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(2);
    return [
      name,
      runs.toFixed(0),
      share(runs / (10 * NAMES.length)),
      share(found),
      share(dropped),
      regret.toFixed(2),
      points(optimism),
      points(bias),
    ];
  });
  const titles = [
    'runs',
    'of grid, 10 seeds',
    'best found',
    'best dropped',
    'regret',
    'winner in the race',
    'when confirmed',
  ];
  console.log(`${SEARCHES} searches over ${NAMES.length} configurations; the last three in points`);
  console.log(renderTable([left(''), ...titles.map(right)], rows, { width: 160 }));
});
