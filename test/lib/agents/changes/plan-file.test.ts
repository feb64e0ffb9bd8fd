import { describe, expect, it } from 'vitest';
import type { FileContext, FilePlan, FileRequest } from '../../../../src/lib/agents/changes/file-request.ts';
import type { FileRecord, TargetRecord } from '../../../../src/lib/agents/changes/ledger.ts';
import { planFile } from '../../../../src/lib/agents/changes/plan-file.ts';
import type { SharedTarget } from '../../../../src/lib/agents/changes/target.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { blockTarget, fileContext, jsonc, keyTarget, memberTarget } from './helpers.ts';

/** One file with its part of the ledger and its backups. */
function createFile(text: string | null, mode = 0o644) {
  const blobs = new Map<string, Buffer>();
  let state: { bytes: Buffer; mode: number } | null =
    text === null ? null : { bytes: Buffer.from(text), mode };
  let records: Record<string, TargetRecord> = {};
  let fileRecord: FileRecord | undefined;
  return {
    get text() {
      return state?.bytes.toString() ?? null;
    },
    get mode() {
      return state?.mode;
    },
    get records() {
      return records;
    },
    get fileRecord() {
      return fileRecord;
    },
    blobs,
    edit(next: string, nextMode = state?.mode ?? 0o600): void {
      state = { bytes: Buffer.from(next), mode: nextMode };
    },
    lose(): void {
      records = {};
      fileRecord = undefined;
    },
    plan(
      wanted: readonly SharedTarget[],
      removed: readonly string[] = [],
      extra: Partial<FileContext> = {},
    ): FilePlan {
      const request: FileRequest = {
        file: '/home/config',
        wanted,
        removals: removed.flatMap((id) => (records[id] ? [{ id, record: records[id] }] : [])),
        records,
        fileRecord,
        current: state && { ...state, hash: sha256(state.bytes) },
        sidecarHash: undefined,
      };
      return planFile(request, fileContext(blobs, extra));
    },
    apply(
      wanted: readonly SharedTarget[],
      removed: readonly string[] = [],
      extra: Partial<FileContext> = {},
    ): FilePlan {
      const plan = this.plan(wanted, removed, extra);
      for (const bytes of plan.keep) blobs.set(sha256(bytes), bytes);
      for (const [id, record] of plan.records) {
        if (record) records[id] = record;
        else delete records[id];
      }
      fileRecord = plan.fileRecord === undefined ? fileRecord : (plan.fileRecord ?? undefined);
      if (plan.change)
        state = plan.change.after && { bytes: plan.change.after.bytes, mode: plan.change.after.mode };
      return plan;
    },
  };
}

const entry = keyTarget(['servers', 'nerve'], { url: 'u' });
const allow = memberTarget(['permissions', 'allow'], 'mcp__nerve');
const mode = keyTarget(['permissions', 'mode'], 'all');
const all = [entry, allow, mode];
const ids = all.map((target) => target.id);

describe('planFile', () => {
  it('gives back bytes and mode, narrowed while there is a secret in it', () => {
    const file = createFile('{\t"a" : 1 }', 0o664);
    const plan = file.apply([{ ...entry, secret: true }, allow]);
    expect(plan.change).toMatchObject({ action: 'update', after: { mode: 0o600 } });
    expect(file.apply([{ ...entry, secret: true }, allow]).change).toBeUndefined();
    file.apply([], ids);
    expect(file.text).toBe('{\t"a" : 1 }');
    expect(file.mode).toBe(0o664);
    expect(file.records).toEqual({});
    expect(file.fileRecord).toBeUndefined();
  });

  it('keeps a mode that the user set meanwhile', () => {
    const file = createFile('{}', 0o644);
    file.apply([{ ...entry, secret: true }]);
    file.edit(file.text ?? '', 0o640);
    file.apply([], ids);
    expect(file.mode).toBe(0o640);
  });

  it('narrows again when others widened a file with a secret', () => {
    const file = createFile('{}', 0o644);
    file.apply([{ ...entry, secret: true }]);
    file.edit(file.text ?? '', 0o644);
    expect(file.apply([{ ...entry, secret: true }]).change).toMatchObject({
      items: [],
      after: { mode: 0o600 },
    });
    file.apply([], ids);
    expect(file.mode).toBe(0o644);
  });

  it('makes a file of mode 0600 and takes it away', () => {
    const file = createFile(null);
    expect(file.apply([entry]).change).toMatchObject({ action: 'create', after: { mode: 0o600 } });
    expect(file.apply([], ids).change).toMatchObject({ action: 'delete', after: null });
  });

  it('leaves a file that it made and in which the user wrote', () => {
    const file = createFile(null);
    file.apply([entry]);
    file.edit(jsonc.set(file.text ?? '', ['mine'], 1));
    file.apply([], ids);
    expect(jsonc.parse(file.text ?? '')).toEqual({ mine: 1 });
  });

  it('takes two parts and the container that they share out in any order', () => {
    for (const order of [ids, ids.toReversed()]) {
      const file = createFile('{"own": 1}');
      file.apply(all);
      // Re-written by the agent, so that the parts must be cut out.
      file.edit(JSON.stringify({ ...(jsonc.parse(file.text ?? '') as object), own: 2 }, null, 3));
      for (const id of order)
        file.apply(
          all.filter((target) => file.records[target.id] && target.id !== id),
          [id],
        );
      expect(jsonc.parse(file.text ?? '')).toEqual({ own: 2 });
    }
  });

  it('takes one owner out while another one stays, and then that one too', () => {
    const seed = '{\n  "own": 1 // mine\n}\n';
    const other = { ...allow, owner: 'claude-code' };
    const file = createFile(seed);
    file.apply([entry]);
    file.apply([other]);
    expect(Object.keys(file.records)).toEqual([entry.id, other.id]);
    file.apply([], [entry.id]);
    expect(jsonc.parse(file.text ?? '')).toEqual({ own: 1, permissions: { allow: ['mcp__nerve'] } });
    expect(file.fileRecord).toBeDefined();
    file.apply([], [other.id]);
    expect(file.text).toBe(seed);
  });

  it('brings up to date what the file would be without nerve', () => {
    const seed = '{\n  "a": 1,\n  "z": 26\n}\n';
    const file = createFile(seed);
    file.apply([entry]);
    file.edit((file.text ?? '').replace('"a": 1', '"a": 2'));
    file.apply([keyTarget(entry.path, { url: 'new' })]);
    file.edit((file.text ?? '').replace('26', '27'));
    file.apply([], ids);
    expect(file.text).toBe(seed.replace('"a": 1', '"a": 2').replace('26', '27'));
  });

  it('does not take a value out that it has given up', () => {
    const grace = keyTarget(['grace'], 5, { ifAbsent: true });
    const file = createFile('{\n  "a": 1\n}\n');
    file.apply([entry, grace]);
    file.edit((file.text ?? '').replace('"grace": 5', '"grace": 9'));
    file.apply([keyTarget(entry.path, { url: 'new' }), grace]);
    expect(Object.keys(file.records)).toEqual([entry.id]);
    file.apply([], [entry.id]);
    expect(jsonc.parse(file.text ?? '')).toEqual({ a: 1, grace: 9 });
  });

  it.each([
    ['unparseable', '{"a": ', [entry]],
    ['unsafe-edit', '# Mine\n```\nopen', [blockTarget('x')]],
    ['unsafe-edit', '{"permissions": {"allow": 1}}', [allow]],
  ] as const)('refuses (%s) without an error', (code, text, wanted) => {
    const plan = createFile(text).plan(wanted);
    expect(plan).toMatchObject({ change: undefined, items: [], refusal: { code, owner: 'codex' } });
    expect(plan.records.size).toBe(0);
    if (wanted[0].kind !== 'block') expect(plan.refusal?.snippet).toBeTruthy();
  });

  it('refuses a file that is not UTF-8', () => {
    const file = createFile('');
    file.edit('x');
    const plan = planFile(
      {
        file: '/home/config',
        wanted: [entry],
        removals: [],
        records: {},
        fileRecord: undefined,
        current: { bytes: Buffer.from([0x7b, 0xff, 0x7d]), hash: sha256('x'), mode: 0o600 },
        sidecarHash: undefined,
      },
      fileContext(new Map()),
    );
    expect(plan.refusal).toMatchObject({ code: 'unsafe-edit', why: 'the file is not UTF-8 text' });
  });

  it('notes items with reasons, and counts what is skipped as no change', () => {
    const file = createFile('{}');
    file.apply([entry]);
    file.edit('{}');
    const plan = file.apply([entry], [], { policyFor: () => 'skip' });
    expect(plan).toMatchObject({
      change: undefined,
      items: [{ state: 'skipped', reason: 'removed', owner: 'codex' }],
    });
    expect(file.records[entry.id]).toBeDefined();
  });
});

describe('a lost ledger', () => {
  const adopt = { adopt: () => true };

  it.each([
    ['{\n  "a": 1\n}\n', all],
    ['{"servers": {}}', all],
    ['{}', [entry]],
    [null, all],
    ['# Mine', [blockTarget('Text.')]],
    ['', [blockTarget('Text.')]],
  ])('is rebuilt exactly over %j', (seed, wanted) => {
    const file = createFile(seed);
    file.apply(wanted);
    if (seed !== null) file.blobs.set(sha256(seed), Buffer.from(seed));
    const made = file.records;
    file.lose();
    const plan = file.apply(wanted, [], adopt);
    expect(plan.change).toBeUndefined();
    expect(plan.items.every((item) => item.state === 'same')).toBe(true);
    expect(file.records).toEqual(made);
    file.apply(
      [],
      wanted.map((target) => target.id),
    );
    expect(file.text).toBe(seed);
  });

  it('is rebuilt around edits that came after', () => {
    const seed = '{\n  "a": 1,\n  "b": 2\n}\n';
    const file = createFile(seed);
    file.apply(all);
    file.edit((file.text ?? '').replace('"a": 1', '"a": 7'));
    file.lose();
    expect(file.apply(all, [], adopt).change).toBeUndefined();
    file.apply([], ids);
    expect(file.text).toBe(seed.replace('"a": 1', '"a": 7'));
  });

  it('is rebuilt part by part without backups; whose the containers are, nothing says', () => {
    const file = createFile('{"own": 1}');
    file.apply(all);
    file.lose();
    file.blobs.clear();
    expect(file.apply(all, [], adopt).change).toBeUndefined();
    file.apply([], ids);
    expect(jsonc.parse(file.text ?? '')).toEqual({ own: 1, servers: {}, permissions: { allow: [] } });
  });

  it('takes nothing for its own that merely looks like it, if nothing was lost', () => {
    const seed = createFile(null);
    seed.apply(all);
    const file = createFile(seed.text);
    expect(file.apply(all).change).toBeUndefined();
    file.apply([], ids);
    expect(file.text).toBe(seed.text);
  });

  it('is a conflict where the entry is another one', () => {
    const file = createFile('{"servers": {"nerve": {"url": "else"}}}');
    expect(file.plan([entry], [], adopt).items).toMatchObject([{ state: 'conflict', reason: 'foreign' }]);
  });
});
