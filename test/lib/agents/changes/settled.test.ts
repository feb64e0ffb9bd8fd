import { describe, expect, it } from 'vitest';
import type { FileRequest } from '../../../../src/lib/agents/changes/file-request.ts';
import type { FileRecord, TargetRecord } from '../../../../src/lib/agents/changes/ledger.ts';
import { isSettled, settledPlan, withFulfilled } from '../../../../src/lib/agents/changes/settled.ts';
import type { KeyTarget } from '../../../../src/lib/agents/changes/target.ts';

const target: KeyTarget = {
  kind: 'key',
  id: 'codex:mcp',
  owner: 'codex',
  file: '/h/config.toml',
  label: 'MCP server nerve',
  format: 'toml',
  path: ['mcp_servers', 'nerve'],
  value: { url: 'http://127.0.0.1:8900/mcp/v1' },
};
const record: TargetRecord = { ...target, at: '2026-11-21T00:00:00.000Z' };
const left: FileRecord = { pristine: null, pristineMode: null, written: 'a'.repeat(64), mode: 0o600 };
const item = { id: target.id, owner: 'codex', file: target.file, label: target.label };
const fulfilled = withFulfilled(left, [target], [{ ...item, state: 'update' }]);
const request: FileRequest = {
  file: target.file,
  wanted: [target],
  removals: [],
  records: { [target.id]: record },
  fileRecord: fulfilled,
  // The bytes are never looked at.
  current: { bytes: Buffer.from('= no TOML'), hash: left.written, mode: 0o600 },
  sidecarHash: undefined,
};

describe('a settled file', () => {
  it('is as nerve left it, for the same targets', () => {
    expect(isSettled(request)).toBe(true);
    expect(isSettled({ ...request, wanted: [{ ...target, label: 'other words' }] })).toBe(true);
    expect(settledPlan(request)).toMatchObject({ change: undefined, items: [{ ...item, state: 'same' }] });
  });

  it.each<[string, Partial<FileRequest>]>([
    ['other bytes', { current: { bytes: Buffer.alloc(0), hash: 'b'.repeat(64), mode: 0o600 } }],
    ['another mode', { current: { bytes: Buffer.alloc(0), hash: left.written, mode: 0o644 } }],
    ['no file', { current: null }],
    ['another value', { wanted: [{ ...target, value: { url: 'http://127.0.0.1:1/mcp/v1' } }] }],
    ['one target more', { wanted: [target, { ...target, id: 'codex:other', path: ['other'] }] }],
    ['a target that is new to the ledger', { records: {} }],
    ['something to take out', { removals: [{ id: 'codex:old', record }] }],
    ['a file that fulfilled not all', { fileRecord: left }],
    ['no record of the file', { fileRecord: undefined }],
  ])('is not one with %s', (_, change) => {
    expect(isSettled({ ...request, ...change })).toBe(false);
  });

  it.each(['conflict', 'skipped', 'theirs', 'merge', 'remove', 'restore', 'gone'] as const)(
    'is not one in which a target was %s',
    (state) => {
      const items = [
        { ...item, state: 'same' as const },
        { ...item, id: 'codex:b', state },
      ];
      expect(withFulfilled(fulfilled, [target], items)).toEqual(left);
    },
  );
});
