/** Prints what an ingest found, and how far it is. */

import { tildify } from '../lib/base/config/paths.ts';
import type { AgentReport, Progress } from '../lib/knowledge/ingest/report.ts';
import type { IngestStatus } from '../lib/setup/ingest.ts';
import { size } from './size.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { clean } from './width.ts';

const LEFT_OUT =
  'Out of scope: conversations in other folders than the workspace. --any takes them in, ingest.scope for good.';

/** Milliseconds between two lines of progress. */
const PACE = 200;

/** A line that is written over in a terminal; JSON lines for programs; nothing else. */
export function progressTo(stream: NodeJS.WriteStream, json: boolean): { report?: Progress; end(): void } {
  const isTerminal = stream.isTTY === true && !json;
  if (!isTerminal && !json) return { end: () => undefined };
  let last = 0;
  const report: Progress = ({ agent, done, files, bytes }) => {
    const now = performance.now();
    if (now - last < PACE && done < files) return;
    last = now;
    if (json) stream.write(`${JSON.stringify({ type: 'progress', agent, done, files, bytes })}\n`);
    else stream.write(`\r\u001b[K${agent} ${done} of ${files} files, ${size(bytes)}`);
  };
  return { report, end: () => void (isTerminal && last > 0 && stream.write('\r\u001b[K')) };
}

export function reportText(agents: readonly AgentReport[], rehomed: number, style: Style): string {
  const rows = agents.map(({ agent, files, read, outOfScope, messages, quarantined, secrets }) => [
    style.bold(agent),
    `${files} files`,
    `${read} read`,
    `${outOfScope} out of scope`,
    `${messages} messages`,
    `${quarantined} lines not understood`,
    `${secrets} secrets removed`,
  ]);
  const joined = rehomed === 0 ? '' : `\n${rehomed} calls of the hub joined with their transcripts.`;
  const isLeftOut = agents.some(({ outOfScope }) => outOfScope > 0);
  const hint = isLeftOut ? `\n${style.dim(LEFT_OUT)}` : '';
  return `${table(rows)}${joined}${hint}`;
}

export function statusText({ agents, problems, reading }: IngestStatus, home: string, style: Style): string {
  if (agents.length === 0) return 'Nothing was read yet: nerve ingest all';
  const rows = agents.map((each) => [
    style.bold(each.agent),
    `${each.files} files`,
    `${each.sessions} sessions`,
    `${each.messages} messages`,
    `${each.quarantined} lines not understood`,
    each.errors === 0 ? 'no errors' : style.yellow(`${each.errors} with errors`),
    style.dim(
      each.newest === null ? 'nothing yet' : `up to ${new Date(each.newest).toISOString().slice(0, 16)}Z`,
    ),
  ]);
  const bad = problems.map(({ path, error }) => `${style.yellow(tildify(path, home))}: ${clean(error)}`);
  const now = reading === null ? [] : [`Process ${reading} is reading right now.`];
  return [table(rows), ...bad, ...now].join('\n');
}
