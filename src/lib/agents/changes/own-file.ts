/** Plans a file that is private to nerve: no conflicts, no records, but part of the same transaction. */
import { sha256 } from '../../base/kernel/hash.ts';
import type { FileChange, FileState, Item } from './change-set.ts';
import type { FilePlan } from './file-request.ts';
import type { OwnTarget } from './target.ts';

export interface OwnRequest {
  readonly own: OwnTarget;
  readonly file: string;
  readonly current: FileState | null;
}

export function planOwn({ own, current, file }: OwnRequest): FilePlan {
  const after = stateOf(own);
  const same = current?.hash === after?.hash && current?.mode === after?.mode;
  const state = same ? 'same' : after === null ? 'remove' : current ? 'update' : 'create';
  const action = current === null ? 'create' : after === null ? 'delete' : 'update';
  const item: Item = { id: own.id, owner: own.owner, file, label: own.label, state };
  const change: FileChange = Object.freeze({ file, action, before: current, after, items: [item] });
  return {
    change: same ? undefined : change,
    items: [item],
    refusal: undefined,
    records: new Map(),
    fileRecord: undefined,
    keep: [],
  };
}

function stateOf({ text, mode = 0o600 }: OwnTarget): FileState | null {
  if (text === null) return null;
  const bytes = Buffer.from(text);
  return { bytes, hash: sha256(bytes), mode };
}
