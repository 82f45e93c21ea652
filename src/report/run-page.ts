/** One run with its metrics, learning curve and receipt; and what differs between two. */
import {
  BETTER,
  type Configuration,
  type CurvePoint,
  type Metric,
  type Metrics,
  type RunRecord,
} from '../vocabulary.ts';
import { grouped, plural } from '../words.ts';
import { linePlot } from './line-plot.ts';
import { formatMetric } from './numbers.ts';
import { renderTable, wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

type Field = readonly [name: string, value: string];

/** What is known of a run beside itself. */
export interface RunContext {
  /** What the other runs of its configuration reached, its own with them; null where there are no others. */
  readonly among: { readonly metric: Metric; readonly values: readonly number[] } | null;
  /** Which side its task needs, and how far its engine was checked. */
  readonly notes: readonly string[];
}

export function runPage(run: RunRecord, { among, notes }: RunContext, { width }: { width: number }): string {
  const section = (title: string, fields: readonly Field[]) => {
    const widest = Math.max(...fields.map(([name]) => name.length));
    return [
      title,
      ...fields.map(([name, value]) => wrap(`  ${name.padEnd(widest)}  ${terminalText(value)}`, width, widest + 4)),
    ].join('\n');
  };
  return [
    `run ${run.id}   seed ${run.seed} · ${outcome(run)}${run.isSuperseded ? ' · superseded by another engine version' : ''}`,
    section('configuration', configurationFields(run)),
    ...(run.metrics === null
      ? []
      : [section('metrics', [...metricFields(run, run.metrics), ...placeFields(run.metrics, among)])]),
    ...(run.curve.length < 2 ? [] : [ownCurveText(run, width)]),
    section('receipt', receiptFields(run)),
    ...(notes.length === 0 ? [] : [notes.map((note) => wrap(terminalText(note), width)).join('\n')]),
  ].join('\n\n');
}

function outcome({ status, divergedAt, error }: RunRecord): string {
  switch (status) {
    case 'completed':
      return 'completed';
    case 'diverged':
      return `diverged at epoch ${divergedAt}`;
    case 'failed':
      return terminalText(`failed: ${error}`);
    default:
      return status satisfies never;
  }
}

function configurationFields({ planned: { key, configuration, parameters } }: RunRecord): Field[] {
  const keys = Object.keys(configuration) as (keyof Configuration)[];
  return [
    ['key', key],
    ...keys.map((name): Field => [name, String(configuration[name])]),
    ['parameters', grouped(parameters)],
  ];
}

function metricFields({ planned: { floor, ceiling } }: RunRecord, metrics: Metrics): Field[] {
  const bound = (name: string, value: number | null): Field[] => (value === null ? [] : [[name, value.toFixed(3)]]);
  return [
    ...measured(['accuracy', 'f1_macro', 'mae', 'mse', 'r2'], metrics),
    ...bound('floor', floor),
    ...bound('ceiling', ceiling),
    ...measured(['loss', 'sequence_accuracy', 'training_loss'], metrics),
  ];
}

function placeFields(metrics: Metrics, among: RunContext['among']): Field[] {
  const value = among === null ? null : metrics[among.metric];
  return among === null || value === null ? [] : [['place', placeText(among.metric, value, among.values)]];
}

/** Those that the outputs have. */
function measured(names: readonly Metric[], metrics: Metrics): Field[] {
  return names.flatMap((name): Field[] => {
    const value = metrics[name];
    return value === null ? [] : [[name, formatMetric(name, value, null)]];
  });
}

function receiptFields({ engineVersion, environment, trainMs, finishedAt, weightsSha256 }: RunRecord): Field[] {
  const { version, gitCommit, gitDirty, node, os, cpu, backend } = environment;
  const commit = gitCommit === null ? 'not known' : `${gitCommit}${gitDirty ? ', with changes' : ''}`;
  return [
    ['engine', `${engineVersion} (${backend})`],
    ['bothways', version],
    ['git commit', commit],
    ['node', node],
    ['os', os],
    ['cpu', cpu],
    ['trained in', `${formatMetric('loss', trainMs / 1000, null)} s`],
    ['finished', finishedAt],
    ['weights sha256', weightsSha256 ?? 'none'],
  ];
}

const MOST_POINTS = 60;

/** How a run learnt: the loss in training, and on what it was not trained on where that was measured. */
function ownCurveText({ curve, keptEpoch }: RunRecord, width: number): string {
  const validated = pointsOf(curve, ({ validationLoss }) => validationLoss);
  if (validated.length === 0) return curveText([{ name: '', curve }], width);
  const lines = [
    { name: 'training', points: pointsOf(curve, ({ loss }) => loss) },
    { name: 'validation', points: validated },
  ];
  const kept = keptEpoch === null ? '' : `; the weights of epoch ${grouped(keptEpoch)} were kept`;
  return [
    'loss by epoch',
    linePlot(lines, { width, of: 'epoch' }),
    wrap(`  ${validationText(curve)}${kept}`, width, 4),
  ].join('\n');
}

/** The training loss over the epochs: a line for each run, a point for each stretch of its curve. */
function curveText(
  runs: readonly { readonly name: string; readonly curve: readonly CurvePoint[] }[],
  width: number,
): string {
  const lines = runs.map(({ name, curve }) => ({ name, points: pointsOf(curve, ({ loss }) => loss) }));
  const validated = runs.flatMap(({ name, curve }) => {
    const text = validationText(curve);
    return text === null ? [] : [wrap(`  ${name}: ${text}`, width, 4)];
  });
  return ['training loss by epoch', linePlot(lines, { width, of: 'epoch' }), ...validated].join('\n');
}

/** The mean of a quantity over each stretch of a curve that has it. */
function pointsOf(curve: readonly CurvePoint[], of: (point: CurvePoint) => number | undefined) {
  const count = Math.min(MOST_POINTS, curve.length);
  return Array.from({ length: count }, (_, i) => {
    const part = curve.slice(Math.floor((i * curve.length) / count), Math.floor(((i + 1) * curve.length) / count));
    const values = part.map(of).filter((value) => value !== undefined);
    return { x: part[part.length - 1].epoch, y: values.reduce((sum, value) => sum + value, 0) / values.length };
  }).filter(({ y }) => !Number.isNaN(y));
}

/** null where nothing was measured on validation sequences. */
function validationText(curve: readonly CurvePoint[]): string | null {
  const measured = curve.flatMap(({ epoch, validationLoss: loss }) => (loss === undefined ? [] : [{ epoch, loss }]));
  if (measured.length === 0) return null;
  const [first, last] = [measured[0], measured[measured.length - 1]];
  const lowest = measured.reduce((a, b) => (b.loss < a.loss ? b : a));
  const told = ({ epoch, loss }: typeof first) => `${formatMetric('loss', loss, null)} after epoch ${grouped(epoch)}`;
  const ending = lowest === last ? '' : `, ${told(last)}`;
  return `validation loss ${told(first)}, lowest ${told(lowest)}${ending}`;
}

/** '3rd of 10 seeds, which lie between 0.927 and 0.961' */
function placeText(metric: Metric, value: number, among: readonly number[]): string {
  const sign = BETTER[metric] === 'higher' ? 1 : -1;
  const place = 1 + among.filter((other) => sign * (other - value) > 0).length;
  const [low, high] = [Math.min(...among), Math.max(...among)].map((bound) => formatMetric(metric, bound, null));
  return `${ordinal(place)} of ${plural(among.length, 'seed')}, which lie between ${low} and ${high}`;
}

/** @example ordinal(2) is '2nd', ordinal(11) is '11th' */
function ordinal(n: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][n % 10];
  return `${n}${ending === undefined || (n % 100 > 10 && n % 100 < 14) ? 'th' : ending}`;
}

/** The fields in which two runs differ, side by side; the same configuration and seed differ in their receipt at most. */
export function differencePage([a, b]: readonly [RunRecord, RunRecord], { width }: { width: number }): string {
  const fields = (run: RunRecord): ReadonlyMap<string, string> =>
    new Map<string, string>([
      ['seed', String(run.seed)],
      ['status', outcome(run)],
      ...configurationFields(run),
      ...(run.metrics === null ? [] : metricFields(run, run.metrics)),
      ...receiptFields(run),
    ]);
  const [left, right] = [fields(a), fields(b)];
  const [most, fewest] = left.size >= right.size ? [left, right] : [right, left]; // the order of the fuller one
  const names = [...new Set([...most.keys(), ...fewest.keys()])].filter((name) => left.get(name) !== right.get(name));
  if (names.length === 0) return `run ${a.id} and run ${b.id} are the same in everything`;
  const curves = [a, b].filter(({ curve }) => curve.length > 1);
  const table = renderTable(
    ['', `run ${a.id}`, `run ${b.id}`].map((title) => ({ title, align: 'left' as const })),
    names.map((name) => [name, ...[left, right].map((run) => terminalText(shortened(run.get(name) ?? '–')))]),
    { width },
  );
  if (curves.length === 0) return table;
  const lines = curves.map(({ id, curve }) => ({ name: `run ${id}`, curve }));
  return `${table}\n\n${curveText(lines, width)}`;
}

/** Enough of a hash to tell it from another. */
function shortened(value: string): string {
  return value.replace(/^([0-9a-f]{12})[0-9a-f]{20,}/, '$1…');
}

/** For `--json`: names as the database has them. */
export function runJson(run: RunRecord): Record<string, unknown> {
  const { gitCommit, gitDirty, ...environment } = run.environment;
  return {
    run: run.id,
    seed: run.seed,
    status: run.status,
    superseded: run.isSuperseded,
    configuration: { key: run.planned.key, ...run.planned.configuration },
    parameters: run.planned.parameters,
    floor: run.planned.floor,
    ceiling: run.planned.ceiling,
    metrics: run.metrics && Object.fromEntries(Object.entries(run.metrics).filter(([, value]) => value !== null)),
    diverged_at: run.divergedAt,
    error: run.error,
    curve: run.curve.map(({ validationLoss, ...point }) => ({
      ...point,
      ...(validationLoss !== undefined && { validation_loss: validationLoss }),
    })),
    ...(run.keptEpoch !== null && { kept_epoch: run.keptEpoch }),
    engine_version: run.engineVersion,
    environment: { ...environment, git_commit: gitCommit, git_dirty: gitDirty },
    train_ms: run.trainMs,
    finished_at: run.finishedAt,
    weights_sha256: run.weightsSha256,
  };
}
