/** Ways of choosing a configuration, on stored results of real runs: what each takes, finds and believes. */
import { it } from 'vitest';
import { stream } from '../../src/random.ts';
import { left, renderTable, right } from '../../src/report/table.ts';
import { BALANCE, FORWARD, grid, type Pool, raceOver, SHIPPED, type Strategy, simulate } from '../search/simulated.ts';

const SEARCHES = 3000;

const STRATEGIES: readonly [name: string, strategy: (pool: Pool) => Strategy][] = [
  ...[1, 5, 10].map((seeds): [string, (pool: Pool) => Strategy] => [
    `grid, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
    (pool) => grid(pool, seeds),
  ]),
  ...[14, 20, 24, 30].map((seeds): [string, (pool: Pool) => Strategy] => [
    `race over ${seeds} seeds`,
    (pool) => raceOver(pool, seeds),
  ]),
];

const POOLS: readonly [name: string, pool: Pool][] = [
  ['the experiments that ship', SHIPPED],
  ['balance-point, drawn at random', BALANCE],
  ['forward, drawn at random', FORWARD],
];

it.each(POOLS)('choosing among configurations: %s', (poolName, pool) => {
  const rows = STRATEGIES.map(([name, strategy]) => {
    const random = stream(1, 'search bench', name);
    const { runs, found, dropped, regret, optimism, bias } = simulate(pool, strategy(pool), {
      searches: SEARCHES,
      random,
    });
    const share = (value: number) => `${(100 * value).toFixed(1)} %`;
    const points = (value: number) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(2);
    return [
      name,
      runs.toFixed(0),
      share(runs / (10 * pool.names.length)),
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
  console.log(`${poolName}: ${SEARCHES} searches over ${pool.names.length} configurations; the last three in points`);
  console.log(renderTable([left(''), ...titles.map(right)], rows, { width: 160 }));
});
