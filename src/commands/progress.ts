/** Progress on stderr with the time left: a bar in a terminal, a line now and then elsewhere, nothing under a second. */
import { SingleBar } from 'cli-progress';
import { plainAscii } from '../report/plain-ascii.ts';
import { terminalWidth } from '../report/terminal-width.ts';
import { forecast } from '../session/forecast.ts';
import type { Progress, Waiting } from '../session/session.ts';
import { plural } from '../words.ts';
import type { Context } from './context.ts';

/** What is over sooner shows nothing. */
const SILENT_MS = 1000;
const LINE_EVERY_MS = 10_000;
/** The time left takes a look at every configuration. */
const BAR_EVERY_MS = 200;
const BAR_COLUMNS = 20;
/** Of '{bar} 100 %  '. */
const BEFORE_TEXT = BAR_COLUMNS + 9;

export function startProgress(context: Context, waiting: Waiting): Progress {
  const { err, clock } = context;
  const { runs, doneBefore, expected, atWork, nameOf } = waiting;
  const places = () => atWork().places;
  const planned = doneBefore + runs.length;
  const started = clock();
  const ahead = forecast(runs, { expected, places, clock });
  const expectedMs = runs.reduce((sum, { planned }) => sum + expected.ms(planned), 0) / places();
  let showAt = expectedMs >= SILENT_MS ? started : started + SILENT_MS;
  let runsDone = doneBefore;
  let bar: SingleBar | null = null;
  let hasEnded = false;

  const parts = () => {
    const left = ahead.leftMs();
    const elapsed = clock() - started;
    const time = [
      ...(elapsed < SILENT_MS ? [] : [duration(elapsed)]),
      ...(left === null ? [] : [`about ${duration(left)} left`]),
    ].join(', ');
    const [first] = ahead.underWay();
    return [
      `${runsDone} of ${plural(planned, 'run')}`,
      ...(time === '' ? [] : [time]),
      ...(atWork().by !== '' ? [atWork().by] : first === undefined ? [] : [nameOf(first)]),
    ];
  };
  const showBar = () => {
    const hasRoom = err.width >= 60;
    if (bar === null) {
      const format = hasRoom ? '{bar} {percentage} %  {text}' : '{percentage} %  {text}';
      const signs = err.isPlain ? { barCompleteChar: '#', barIncompleteChar: '.' } : {};
      const options = { barsize: BAR_COLUMNS, hideCursor: null, clearOnComplete: true, linewrap: true };
      bar = new SingleBar({ format, ...signs, ...options });
      bar.start(1000, 0, { text: '' });
    }
    const room = err.width - (hasRoom ? BEFORE_TEXT : BEFORE_TEXT - BAR_COLUMNS) - 1;
    bar.update(Math.floor(1000 * ahead.share()), {
      text: err.isPlain ? plainAscii(fitting(parts(), room)) : fitting(parts(), room),
    });
  };
  const show = () => {
    if (hasEnded || clock() < showAt) return; // a worker may send word after the end
    showAt = clock() + (err.isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS);
    if (err.isTerminal) showBar();
    else err.print(`${Math.floor(100 * ahead.share())} %: ${parts().join(' · ')}`);
  };
  const clear = () => {
    bar?.stop();
    bar = null;
  };

  return {
    updates(run, made) {
      ahead.updates(run, made);
      show();
    },
    finished(run, { status, trainMs }) {
      ahead.finished(run, status === 'completed' ? trainMs : null);
      runsDone += 1;
      show();
    },
    leftMs: ahead.leftMs,
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

/** As many of the parts as fit so many columns, the first in any case. */
function fitting(parts: readonly string[], columns: number): string {
  for (let count = parts.length; count > 1; count--) {
    const text = parts.slice(0, count).join(' · ');
    if (terminalWidth(text) <= columns) return text;
  }
  return parts[0];
}

/** @example duration(90_000) is '2 min' */
export function duration(ms: number): string {
  if (ms < 950) return `${Math.max(0.1, ms / 1000).toFixed(1)} s`;
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
