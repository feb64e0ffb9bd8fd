/** Prints change sets: one line per file, the diff on demand, and the same as plain data. */
import { isUtf8 } from 'node:buffer';
import type { ChangeSet, FileChange, FileState, Item } from '../lib/agents/changes/change-set.ts';
import { conflictsOf } from '../lib/agents/changes/change-set.ts';
import type { Outcome } from '../lib/agents/sync/change-agents.ts';
import { skillOf } from '../lib/agents/sync/skill-targets.ts';
import { type Paths, tildify } from '../lib/base/config/paths.ts';
import { createMasker, type Masker, maskSecrets } from '../lib/base/formats/mask.ts';
import { SIDECAR_SUFFIX } from '../lib/base/system/allowlist.ts';
import { groupSkills, withCount } from './skill-rows.ts';
import type { Style } from './style.ts';
import { table, visibleWidth } from './table.ts';
import { wrap } from './width.ts';

const VERBS = { create: 'create', update: 'change', delete: 'remove' } as const;

const STATE_WORDS: Partial<Record<Item['state'], string>> = {
  'take-over': 'taken over',
  merge: 'merged',
  restore: 'your earlier value back',
};

const REASONS = {
  edited: 'you changed what nerve wrote',
  removed: 'you removed what nerve wrote',
  foreign: 'something else is in its place',
} as const;

/**
 * The files of a change set, then what needs a decision and what was refused. Empty for nothing to say. Where the
 * table is wider than `columns`, what changes in a file stands below its name.
 */
export function printChanges(
  outcome: Outcome,
  paths: Paths,
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string {
  const { set } = outcome;
  const row = (verb: string, file: string, text: string, paint: (text: string) => string = String): Row => ({
    verb,
    file: tildify(file, paths.home),
    text,
    paint,
  });
  const described = set.files.map((change) => {
    const says = [change.action, describe(change)] as const;
    return { change, file: change.file, folder: folderOf(change), says };
  });
  const lines = layOut(
    groupSkills(described).map(({ row: { change, says }, path, files }) =>
      row(paintVerb(change, style), path, withCount(says[1], files), style.dim),
    ),
    columns,
  );
  for (const item of conflictsOf(set)) {
    const text = `${item.label}: ${REASONS[item.reason ?? 'edited']}`;
    lines.push(...layOut([row(style.yellow('decide'), item.file, text)], columns));
  }
  for (const refusal of set.refusals) {
    lines.push(...layOut([row(style.red('refuse'), refusal.file, refusal.why)], columns));
    if (refusal.snippet) {
      lines.push(indent(maskSecrets(refusal.snippet, outcome.secrets, refusal.file), '          '));
    }
  }
  for (const item of set.items.filter((candidate) => candidate.state === 'skipped')) {
    const what = item.note ? `${item.label} (${item.note})` : item.label;
    lines.push(...layOut([row(`${style.dim('skip')}  `, item.file, what, style.dim)], columns));
  }
  return lines.join('\n');
}

interface Row {
  readonly verb: string;
  readonly file: string;
  readonly text: string;
  readonly paint: (text: string) => string;
}

/** With fewer columns than these for its last cell, a table is read worse than lines below each other. */
const MIN_LAST = 24;

/** Rows as a table with its last cell wrapped, or one below the other where that would be too narrow. */
function layOut(rows: readonly Row[], columns: number): string[] {
  if (rows.length === 0) return [];
  const widest = (cells: readonly string[]): number => Math.max(...cells.map(visibleWidth));
  const verbs = rows.map(({ verb }) => `  ${verb}`);
  const last = columns - widest(verbs) - widest(rows.map(({ file }) => file)) - 4;
  const isNarrow = last < MIN_LAST;
  const texts = ({ text, paint }: Row, width: number, by = ''): string[] =>
    wrap(text, width, by)
      .split('\n')
      .map((line) => paint(line));
  if (isNarrow) {
    return rows.flatMap((row, at) => [`${verbs[at]}  ${row.file}`, ...texts(row, columns, ' '.repeat(10))]);
  }
  const cells = rows.flatMap((row, at) =>
    texts(row, last).map((line, index) => (index === 0 ? [verbs[at] ?? '', row.file, line] : ['', '', line])),
  );
  return [table(cells)];
}

/** Unified diffs of all files, secrets masked on both sides before they are compared, very long lines cut. */
export async function printDiff(outcome: Outcome, paths: Paths, style: Style): Promise<string> {
  const [{ unifiedDiff }, { cutLongLines }] = await Promise.all([
    import('../lib/base/formats/diff.ts'),
    import('../lib/base/formats/mask-long-lines.ts'),
  ]);
  // A published hash says nothing that the diff of its file does not say.
  const shown = outcome.set.files.filter((change) => !isSidecar(change.file));
  const diffs = shown.map((change) => {
    // One masker for both sides: a value that stays keeps its mark, one that changes gets another.
    const mask = createMasker(outcome.secrets);
    const [before, after] = [change.before, change.after].map((side) => shownText(side, change.file, mask));
    const diff = unifiedDiff(tildify(change.file, paths.home), before, after);
    return diff === '' ? modeLine(change, paths) : cutLongLines(diff);
  });
  return diffs.map((diff) => paintDiff(diff, style)).join('\n');
}

/** The masked text of a side; bytes that are no text stay, a diff never prints them. */
function shownText(side: FileState | null, file: string, mask: Masker): string | Uint8Array | undefined {
  if (!side) return undefined;
  return isUtf8(side.bytes) ? mask(side.bytes.toString('utf8'), file) : side.bytes;
}

/** The change set as data for `--json`; no contents, so no secrets. */
export function changesAsData(outcome: Outcome, paths: Paths): Record<string, unknown> {
  const { set } = outcome;
  const short = ({ id, owner, file, label, state, reason, note }: Item) => ({
    id,
    owner,
    file,
    label,
    state,
    ...(reason ? { reason } : {}),
    ...(note ? { note } : {}),
  });
  return {
    applied: outcome.applied,
    changes: set.files.map((change) => ({
      file: change.file,
      action: change.action,
      before: change.before && { hash: change.before.hash, mode: octal(change.before.mode) },
      after: change.after && { hash: change.after.hash, mode: octal(change.after.mode) },
      items: change.items.map(short),
    })),
    conflicts: conflictsOf(set).map(short),
    refusals: set.refusals.map(({ file, code, why }) => ({ file, code, why })),
    unchanged: set.items.filter((item) => item.state === 'same' || item.state === 'theirs').map(short),
    skipped: set.items.filter((item) => item.state === 'skipped').map(short),
    newTokens: outcome.newTokens,
    notices: outcome.notices,
    unfinished: outcome.unfinished,
    ...(outcome.recovered ? { recovered: outcome.recovered } : {}),
    backups: paths.backups,
  };
}

/** "3 files changed, 1 made" and the like; empty for none. */
export function summarise(set: ChangeSet): string {
  const count = (action: FileChange['action']): number =>
    set.files.filter((file) => file.action === action).length;
  const parts = [
    [count('create'), 'made'],
    [count('update'), 'changed'],
    [count('delete'), 'removed'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${number === 1 ? 'file' : 'files'} ${word}`)
    .join(', ');
}

function describe(change: FileChange): string {
  const words = change.items.map((item) => {
    const extra = [STATE_WORDS[item.state], item.note].filter(Boolean).join('; ');
    return extra ? `${item.label} (${extra})` : item.label;
  });
  if (words.length > 0) return [...new Set(words)].join(', ');
  return isSidecar(change.file) ? 'published hash' : 'permissions of the file';
}

function folderOf({ items: [item] }: FileChange): string | undefined {
  return item && skillOf(item)?.folder;
}

function isSidecar(file: string): boolean {
  return file.endsWith(SIDECAR_SUFFIX);
}

function paintVerb(change: FileChange, style: Style): string {
  const color = { create: style.green, update: style.cyan, delete: style.red }[change.action];
  return color(VERBS[change.action]);
}

function modeLine(change: FileChange, paths: Paths): string {
  const { before, after } = change;
  if (!before || !after || before.mode === after.mode) return '';
  return `${tildify(change.file, paths.home)}: mode ${octal(before.mode)} becomes ${octal(after.mode)}\n`;
}

function paintDiff(diff: string, style: Style): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return style.bold(line);
      if (line.startsWith('@@')) return style.cyan(line);
      if (line.startsWith('+')) return style.green(line);
      if (line.startsWith('-')) return style.red(line);
      return line;
    })
    .join('\n');
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}
