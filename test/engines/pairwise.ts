/** Few combinations in which every value of a factor meets every value of every other. */

type Factors = Readonly<Record<string, readonly unknown[]>>;
type Combination<F extends Factors> = { readonly [Name in keyof F]: F[Name][number] };

/**
 * Greedy: each next combination begins with a pair that none has yet and takes what brings most new pairs; of equals
 * another one each time.
 */
export function pairwise<const F extends Factors>(factors: F): Combination<F>[] {
  const names = Object.keys(factors);
  const pairOf = (a: number, i: number, b: number, j: number) =>
    a < b ? `${a}:${i} ${b}:${j}` : `${b}:${j} ${a}:${i}`;
  const missing = new Set<string>();
  names.forEach((nameA, a) => {
    names.slice(0, a).forEach((nameB, b) => {
      for (const i of factors[nameA].keys()) for (const j of factors[nameB].keys()) missing.add(pairOf(a, i, b, j));
    });
  });

  const combinations: Combination<F>[] = [];
  while (missing.size > 0) {
    const [[a, i], [b, j]] = [...missing][0].split(' ').map((part) => part.split(':').map(Number));
    const chosen = new Map([
      [a, i],
      [b, j],
    ]);
    names.forEach((name, c) => {
      if (chosen.has(c)) return;
      const newPairs = (k: number) => [...chosen].filter(([d, l]) => missing.has(pairOf(c, k, d, l))).length;
      const turned = combinations.length % factors[name].length;
      const values = [...factors[name].keys(), ...factors[name].keys()].slice(turned, turned + factors[name].length);
      chosen.set(
        c,
        values.reduce((best, k) => (newPairs(k) > newPairs(best) ? k : best)),
      );
    });
    for (const [c, k] of chosen) for (const [d, l] of chosen) missing.delete(pairOf(c, k, d, l));
    combinations.push(
      Object.fromEntries(names.map((name, c) => [name, factors[name][chosen.get(c)!]])) as Combination<F>,
    );
  }
  return combinations;
}
