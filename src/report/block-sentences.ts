/** The answer where other keys are swept too: a sentence for each level, with the blocks of each verdict. */
import type { Comparison, Verdict } from '../vocabulary.ts';
import { listing, plural } from '../words.ts';
import { type Compared, groupByVerdict } from './compared-rows.ts';
import { amountOf, nameOf, namesOf, need, opening, scope, sizes, whereabouts } from './phrases.ts';
import { groupsName, groupsNeeded } from './test-part.ts';

/** Beyond so many levels, sentences would be a second table: verdicts are counted. */
const MOST_LEVELS = 4;

export function blockSentences(rows: readonly Compared[], comparison: Comparison): string[] {
  const levels = [...new Set(rows.map(({ level }) => level))];
  if (levels.length > MOST_LEVELS) return [counts(rows, comparison)];
  return levels.map((level) =>
    sentence(
      rows.filter((row) => row.level === level),
      comparison,
    ),
  );
}

/** 'Bidirectional is better than forward with 16 and 32 units, by 1.1 points; undecided with 2, 4 and 8.' */
function sentence(rows: readonly Compared[], comparison: Comparison): string {
  const all = rows.map(({ block }) => block);
  const parts = groupByVerdict(rows).map((group, i) => {
    const blocks = group.map(({ block }) => block);
    const where = whereabouts(blocks, { all, known: i > 0 });
    return `${i === 0 ? leading(group[0], comparison) : following(group[0], comparison)} ${where}${detail(group, comparison)}`;
  });
  return `${parts.join('; ')}.`;
}

/** Names both levels. */
function leading({ level, againstBaseline: { verdict } }: Compared, comparison: Comparison): string {
  const { by, baseline } = comparison;
  const [name, other] = [nameOf(by, level), nameOf(by, baseline)];
  switch (verdict) {
    case 'better':
    case 'worse':
      return `${opening(name)} is ${verdict} than ${other}${scope(comparison)}`;
    case 'same':
      return `${opening(namesOf(by, [level, baseline]))} are the same${scope(comparison)} for practical purposes`;
    case 'lost':
    case 'undecided':
      return `Undecided${scope(comparison)} between ${name} and ${other}`;
    case 'too-few-groups':
      return `Too few ${groupsName(comparison)} to tell ${name} from ${other}`;
    case 'too-few-seeds':
      return `Too few seeds to tell ${name} from ${other}`;
    default:
      throw new Error(`no sentence for ${verdict satisfies never}`);
  }
}

function following({ againstBaseline: { verdict } }: Compared, comparison: Comparison): string {
  switch (verdict) {
    case 'better':
    case 'worse':
      return verdict;
    case 'same':
      return 'the same for practical purposes';
    case 'lost':
    case 'undecided':
      return 'undecided';
    case 'too-few-groups':
      return `too few ${groupsName(comparison)}`;
    case 'too-few-seeds':
      return 'too few seeds';
    default:
      throw new Error(`no words for ${verdict satisfies never}`);
  }
}

/** What follows the blocks: by how much, or why not. */
function detail(rows: readonly Compared[], comparison: Comparison): string {
  const { verdict } = rows[0].againstBaseline;
  switch (verdict) {
    case 'better':
    case 'worse': {
      const amounts = rows.map(({ againstBaseline }) => amountOf(againstBaseline));
      return `, by ${sizes(amounts, comparison.metric)}`;
    }
    case 'lost':
      return ', as one of the two lost more runs';
    case 'too-few-groups':
      return `: ${groupsNeeded(comparison)}`;
    case 'too-few-seeds':
      return `: ${need(comparison)}`;
    case 'same':
    case 'undecided':
      return '';
    default:
      throw new Error(`no words for ${verdict satisfies never}`);
  }
}

const COUNTED: Readonly<Record<Verdict, string>> = {
  better: 'better',
  worse: 'worse',
  same: 'the same for practical purposes',
  lost: 'undecided for lost runs',
  undecided: 'undecided',
  'too-few-groups': 'with too small a test part',
  'too-few-seeds': 'with too few seeds',
};

/** 'Of 10 comparisons with 2 units: 6 better, 2 the same for practical purposes and 2 undecided.' */
function counts(rows: readonly Compared[], comparison: Comparison): string {
  const parts = groupByVerdict(rows).map((group) => `${group.length} ${COUNTED[group[0].againstBaseline.verdict]}`);
  const baseline = nameOf(comparison.by, comparison.baseline);
  return `Of ${plural(rows.length, 'comparison')} with ${baseline}${scope(comparison)}: ${listing(parts)}.`;
}
