/** The live view as lines of text: never wider and never higher than the terminal. Pure. */
import type { AgentState } from '../../lib/agents/sync/watch/events.ts';
import type { Style } from '../style.ts';
import { clean, cutEnd, cutStart, widthOf } from '../width.ts';
import type { ViewState } from './state.ts';
import { ACTIONS, minutesOf, pathOf, STATES, timeOf, whatIsWrong } from './words.ts';

export interface ViewOptions {
  readonly columns: number;
  readonly rows: number;
  readonly home: string;
  readonly style: Style;
  /** On the clock of `ViewState.scanAt`. */
  readonly now: number;
}

/** Files of one change that are listed; more are counted. */
const MAX_FILES = 5;
const MAX_TROUBLES = 5;
/** The countdown moves in steps, so that an idle view costs next to nothing. */
const STEP_SECONDS = 10;

/** The lines to show. A trailing one stays free for the cursor. */
export function viewLines(state: ViewState, options: ViewOptions): string[] {
  const columns = Math.max(10, options.columns - 1);
  const lines = [
    headLine(state, columns, options),
    ...agentLines(state, columns, options),
    ...lastLines(state, columns, options),
    ...troubleLines(state, columns, options),
    ...(state.notice === undefined ? [] : [options.style.dim(cutEnd(clean(state.notice), columns))]),
    footLine(state, columns, options),
  ];
  const most = Math.max(1, options.rows - 1);
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), ...lines.slice(-1)].slice(-most);
}

function headLine({ pid }: ViewState, columns: number, { style }: ViewOptions): string {
  const text = pid === undefined ? 'nerve looks around …' : `nerve watches · pid ${pid}`;
  return style.bold(cutEnd(text, columns));
}

function agentLines({ agents }: ViewState, columns: number, { style }: ViewOptions): string[] {
  const titleWidth = Math.min(20, Math.max(0, ...agents.map((agent) => widthOf(agent.title))));
  return agents.map(({ title, state, files }) => {
    const name = cutEnd(title, titleWidth);
    const gap = ' '.repeat(titleWidth - widthOf(name) + 2);
    const word = STATES[state];
    const count = `${files} ${files === 1 ? 'file' : 'files'}`;
    const plain = `  ${name}${gap}${word.padEnd(9)}${count}`;
    if (widthOf(plain) > columns) return cutEnd(plain, columns);
    return `  ${name}${gap}${paint(state, word.padEnd(9), style)}${style.dim(count)}`;
  });
}

function lastLines({ last }: ViewState, columns: number, { style, home }: ViewOptions): string[] {
  const [first] = last;
  if (!first) return [];
  const shown = last.slice(0, MAX_FILES).map((event) => {
    const word = ACTIONS[event.action];
    const path = cutStart(pathOf(event.file, home), columns - 4 - word.length);
    return `  ${path}  ${style.green(word)}`;
  });
  const more = last.length - shown.length;
  const head = `Last change ${timeOf(first.at)}`;
  return [
    cutEnd(head, columns),
    ...shown,
    ...(more > 0 ? [style.dim(cutEnd(`  and ${more} more`, columns))] : []),
  ];
}

function troubleLines({ troubles }: ViewState, columns: number, { style, home }: ViewOptions): string[] {
  const lines = troubles.slice(0, MAX_TROUBLES).flatMap((trouble) => {
    const isError = trouble.event === 'error';
    const color = trouble.event === 'conflict' ? style.yellow : style.red;
    const first = isError
      ? cutEnd(whatIsWrong(trouble), columns - 2)
      : cutStart(pathOf(trouble.file, home), columns - 2);
    const second = isError ? trouble.hint && `→ ${clean(trouble.hint)}` : whatIsWrong(trouble);
    return [`${color('!')} ${first}`, ...(second ? [style.dim(cutEnd(`  ${second}`, columns))] : [])];
  });
  const more = troubles.length - MAX_TROUBLES;
  if (more > 0) lines.push(style.dim(cutEnd(`  and ${more} more`, columns)));
  if (troubles.some((trouble) => trouble.event === 'conflict')) {
    lines.push(style.dim(cutEnd('  → nerve sync --diff', columns)));
  }
  return lines;
}

function footLine({ scanAt, isStopped }: ViewState, columns: number, { style, now }: ViewOptions): string {
  if (isStopped) return style.dim('Stopped');
  if (scanAt === undefined) return '';
  const seconds = Math.max(0, Math.ceil((scanAt - now) / 1000 / STEP_SECONDS) * STEP_SECONDS);
  return style.dim(cutEnd(`Next scan in ${minutesOf(seconds)} · Ctrl-C stops`, columns));
}

function paint(state: AgentState, text: string, style: Style): string {
  if (state === 'current') return style.green(text);
  if (state === 'conflict') return style.yellow(text);
  return state === 'refused' ? style.red(text) : style.dim(text);
}
