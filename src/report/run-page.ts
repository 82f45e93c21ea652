/** One run with its metrics, learning curve and receipt; and what differs between two. */
import type { Configuration, CurvePoint, Environment, Metric, Metrics, PlannedConfiguration } from '../vocabulary.ts';
import { grouped } from '../words.ts';
import { formatMetric } from './numbers.ts';
import { renderTable, wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** A run as the database has it. */
export interface RunPage {
  readonly id: number;
  readonly seed: number;
  readonly engineVersion: string;
  readonly isSuperseded: boolean;
  readonly status: 'completed' | 'diverged' | 'failed';
  readonly metrics: Metrics | null;
  readonly divergedAt: number | null;
  readonly error: string | null;
  readonly planned: PlannedConfiguration;
  readonly curve: readonly CurvePoint[];
  readonly trainMs: number;
  readonly finishedAt: string;
  readonly environment: Environment;
  readonly weightsSha256: string | null;
}

type Field = readonly [name: string, value: string];

export function runPage(run: RunPage, { width }: { width: number }): string {
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
    ...(run.metrics === null ? [] : [section('metrics', metricFields(run, run.metrics))]),
    ...(run.curve.length < 2 ? [] : [curveText(run.curve, width)]),
    section('receipt', receiptFields(run)),
  ].join('\n\n');
}

function outcome({ status, divergedAt, error }: RunPage): string {
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

function configurationFields({ planned: { key, configuration, parameters } }: RunPage): Field[] {
  const keys = Object.keys(configuration) as (keyof Configuration)[];
  return [
    ['key', key],
    ...keys.map((name): Field => [name, String(configuration[name])]),
    ['parameters', grouped(parameters)],
  ];
}

function metricFields({ planned: { floor, ceiling } }: RunPage, metrics: Metrics): Field[] {
  const bound = (name: string, value: number | null): Field[] => (value === null ? [] : [[name, value.toFixed(3)]]);
  return [
    ...measured(['accuracy', 'f1_macro', 'mae', 'mse', 'r2'], metrics),
    ...bound('floor', floor),
    ...bound('ceiling', ceiling),
    ...measured(['loss', 'sequence_accuracy', 'training_loss'], metrics),
  ];
}

/** Those that the outputs have. */
function measured(names: readonly Metric[], metrics: Metrics): Field[] {
  return names.flatMap((name): Field[] => {
    const value = metrics[name];
    return value === null ? [] : [[name, formatMetric(name, value, null)]];
  });
}

function receiptFields({ engineVersion, environment, trainMs, finishedAt, weightsSha256 }: RunPage): Field[] {
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

const BARS = '▁▂▃▄▅▆▇█';
const MOST_BARS = 60;

/** The training loss over the epochs, a bar for each stretch of them. */
function curveText(curve: readonly CurvePoint[], width: number): string {
  const count = Math.max(1, Math.min(MOST_BARS, curve.length, width - 4));
  const losses = Array.from({ length: count }, (_, i) => {
    const part = curve.slice(Math.floor((i * curve.length) / count), Math.floor(((i + 1) * curve.length) / count));
    return part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
  });
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const bars = losses.map(
    (loss) => BARS[high > low ? Math.round(((loss - low) / (high - low)) * (BARS.length - 1)) : 0],
  );
  const first = formatMetric('loss', losses[0], null);
  const last = formatMetric('loss', losses[count - 1], null);
  const text = `training loss by epoch\n  ${bars.join('')}\n  ${first} at first, ${last} over the last of ${grouped(curve[curve.length - 1].epoch)} epochs`;
  const validated = validationText(curve);
  return validated === null ? text : `${text}\n  ${validated}`;
}

/** null where there is no validation part. */
function validationText(curve: readonly CurvePoint[]): string | null {
  const measured = curve.flatMap(({ epoch, validationLoss: loss }) => (loss === undefined ? [] : [{ epoch, loss }]));
  if (measured.length === 0) return null;
  const [first, last] = [measured[0], measured[measured.length - 1]];
  const lowest = measured.reduce((a, b) => (b.loss < a.loss ? b : a));
  const told = ({ epoch, loss }: typeof first) => `${formatMetric('loss', loss, null)} after epoch ${grouped(epoch)}`;
  return `validation loss ${told(first)}, lowest ${told(lowest)}, ${told(last)}`;
}

/** The fields in which two runs differ, side by side; the same configuration and seed differ in their receipt at most. */
export function differencePage([a, b]: readonly [RunPage, RunPage], { width }: { width: number }): string {
  const fields = (run: RunPage): ReadonlyMap<string, string> =>
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
  return renderTable(
    ['', `run ${a.id}`, `run ${b.id}`].map((title) => ({ title, align: 'left' as const })),
    names.map((name) => [name, ...[left, right].map((run) => terminalText(shortened(run.get(name) ?? '–')))]),
    { width },
  );
}

/** Enough of a hash to tell it from another. */
function shortened(value: string): string {
  return value.replace(/^([0-9a-f]{12})[0-9a-f]{20,}/, '$1…');
}

/** For `--json`: names as the database has them. */
export function runJson(run: RunPage): Record<string, unknown> {
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
    engine_version: run.engineVersion,
    environment: { ...environment, git_commit: gitCommit, git_dirty: gitDirty },
    train_ms: run.trainMs,
    finished_at: run.finishedAt,
    weights_sha256: run.weightsSha256,
  };
}
