/** One line per file that nerve has a part in: what changed since nerve wrote it, and what a sync would do. */
import { createBlobs } from '../../agents/changes/blobs.ts';
import type { ChangeSet, Item } from '../../agents/changes/change-set.ts';
import { loadFormats } from '../../agents/changes/formats.ts';
import type { Ledger, TargetRecord } from '../../agents/changes/ledger.ts';
import { type SkillPlace, skillOf } from '../../agents/sync/skill-targets.ts';
import type { Context } from '../../base/config/context.ts';
import { contentOf } from '../../base/kernel/content.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import { SIDECAR_SUFFIX } from '../../base/system/allowlist.ts';
import { changesSince, type FileNow, type Since } from './since.ts';

export type Would =
  | 'create'
  | 'change'
  | 'remove'
  /** A person has to decide first. */
  | 'decide'
  /** The file cannot be edited safely. */
  | 'refuse'
  | 'nothing'
  /** A sync as a whole cannot run now. */
  | 'unknown';

export interface FileLine {
  readonly file: string;
  /** Agents, or `nerve`. */
  readonly owners: readonly string[];
  readonly since: readonly Since[];
  readonly would: Would;
  /** The parts that a sync would touch, trip over or pass by. */
  readonly parts: readonly Pick<Item, 'id' | 'label' | 'state' | 'reason' | 'note'>[];
  /** The skill that the file belongs to. */
  readonly skill: SkillPlace | undefined;
  /** Why a sync would refuse. */
  readonly why: string | undefined;
}

/** Lines in the order of the ledger, then what is new. `set` is undefined where no sync can be planned. */
export async function fileLines(
  context: Context,
  ledger: Ledger,
  set: ChangeSet | undefined,
): Promise<FileLine[]> {
  const records = Object.values(ledger.targets).filter((record) => record.kind !== 'seed');
  const blobs = createBlobs(context.system, context.paths.backups);
  const found = filesOf(records, set).map((file) => {
    const here = records.filter((record) => record.file === file);
    return {
      file,
      here,
      now: here.length > 0 ? readNow(context, file) : null,
      fileRecord: ledger.files[file],
    };
  });
  // What is as nerve left it need not be parsed.
  const isAsLeft = ({ now, fileRecord }: (typeof found)[number]): boolean =>
    now === null || now === 'unreadable' || now.hash === fileRecord?.written;
  const parsed = found.filter((one) => !isAsLeft(one)).flatMap(({ here }) => here);
  const formats = await loadFormats(new Set(parsed.flatMap((record) => record.format ?? [])));
  return found.map((one) => {
    const { file, here, now, fileRecord } = one;
    const items = set?.items.filter((item) => item.file === file) ?? [];
    const refusal = set?.refusals.find((candidate) => candidate.file === file);
    const own = here.filter((record) => !record.theirs && !isGivenUp(record, items));
    const since = (): Since[] => {
      // Nothing in it is nerve's, so nothing was changed since nerve wrote it.
      if (own.length === 0) return [];
      if (now === 'unreadable') return ['unreadable'];
      const written = fileRecord && !isAsLeft(one) ? blobs.content(fileRecord.written) : undefined;
      return changesSince(formats, { records: own, fileRecord, written }, now);
    };
    return {
      file,
      owners: [...new Set([...here, ...items].map(({ owner }) => owner))],
      since: since(),
      would: wouldDo(file, set),
      parts: items.filter(isNotable).map(({ id, label, state, reason, note }) => ({
        id,
        label,
        state,
        ...(reason ? { reason } : {}),
        ...(note ? { note } : {}),
      })),
      skill: [...here, ...items].map(skillOf).find((skill) => skill !== undefined),
      why: refusal?.why,
    };
  });
}

/** A published hash follows its file, so it gets a line only where it changes alone. */
function filesOf(records: readonly TargetRecord[], set: ChangeSet | undefined): string[] {
  const changed = set?.files.map((change) => change.file) ?? [];
  const known = new Set([
    ...records.map((record) => record.file),
    ...(set?.items.filter((item) => item.state === 'conflict').map((item) => item.file) ?? []),
    ...(set?.refusals.map((refusal) => refusal.file) ?? []),
  ]);
  const isFollower = (file: string): boolean =>
    file.endsWith(SIDECAR_SUFFIX) && changed.includes(file.slice(0, -SIDECAR_SUFFIX.length));
  return [...new Set([...known, ...changed.filter((file) => !isFollower(file))])];
}

function wouldDo(file: string, set: ChangeSet | undefined): Would {
  if (!set) return 'unknown';
  if (set.refusals.some((refusal) => refusal.file === file)) return 'refuse';
  if (set.items.some((item) => item.file === file && item.state === 'conflict')) return 'decide';
  const change = set.files.find((candidate) => candidate.file === file);
  if (!change) return 'nothing';
  return ({ create: 'create', update: 'change', delete: 'remove' } as const)[change.action];
}

/** The user's own value has won for good: it is no part of nerve's any more. */
function isGivenUp(record: TargetRecord, items: readonly Item[]): boolean {
  return items.some((item) => item.id === record.id && item.state === 'theirs');
}

function isNotable({ state }: Item): boolean {
  return state !== 'same' && state !== 'theirs' && state !== 'gone';
}

function readNow({ system }: Context, file: string): FileNow | null | 'unreadable' {
  try {
    const found = system.read(file);
    return found ? { text: contentOf(found.bytes), hash: found.hash, mode: found.mode } : null;
  } catch (error) {
    if (error instanceof RefusedError) return 'unreadable';
    throw error;
  }
}
