/** Progress on stderr with the time left: a bar in a terminal, a line now and then elsewhere, nothing under a second. */
import { SingleBar } from 'cli-progress';
import { plural } from '../report/phrases.ts';
import type { Progress } from '../session/session.ts';
import type { Context } from './context.ts';

const SILENT_MS = 1000;
const LINE_EVERY_MS = 10_000;

export function startProgress(context: Context, { runs, updates }: { runs: number; updates: number }): Progress {
  const { err, clock } = context;
  const started = clock();
  let lineAt = started + SILENT_MS;
  let updatesDone = 0;
  let runsDone = 0;
  let bar: SingleBar | null = null;
  let hasEnded = false;

  const timeLeft = () => {
    if (updatesDone === 0) return '';
    return `, about ${duration(((clock() - started) / updatesDone) * (updates - updatesDone))} left`;
  };
  const show = () => {
    if (hasEnded || clock() - started < SILENT_MS) return; // a worker may send word after the end
    if (err.isTerminal) {
      if (bar === null) {
        const format = err.width >= 60 ? '{bar} {percentage} %  {text}' : '{percentage} %  {text}';
        const bars = err.isPlain ? { barCompleteChar: '#', barIncompleteChar: '.' } : {};
        bar = new SingleBar({ format, ...bars, barsize: 20, hideCursor: null, clearOnComplete: true, linewrap: true });
        bar.start(updates, updatesDone, { text: '' });
      }
      bar.update(updatesDone, { text: `${runsDone} of ${plural(runs, 'run')}${timeLeft()}` });
    } else if (clock() >= lineAt) {
      lineAt = clock() + LINE_EVERY_MS;
      const share = Math.floor((100 * updatesDone) / updates);
      err.print(`${runsDone} of ${plural(runs, 'run')} done, ${share} %${timeLeft()}`);
    }
  };

  const clear = () => {
    bar?.stop();
    bar = null;
  };

  return {
    updates(done) {
      updatesDone = done;
      show();
    },
    runFinished() {
      runsDone += 1;
      show();
    },
    say(text) {
      clear(); // a bar would draw over the line; the next update begins another below it
      err.print(text);
    },
    stop() {
      hasEnded = true;
      clear();
    },
  };
}

/** @example duration(90_000) is '2 min' */
export function duration(ms: number): string {
  if (ms < 950) return `${Math.max(0.1, ms / 1000).toFixed(1)} s`;
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
