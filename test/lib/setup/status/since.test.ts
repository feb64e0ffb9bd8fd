import { beforeAll, describe, expect, it } from 'vitest';
import { type Formats, loadFormats } from '../../../../src/lib/agents/changes/formats.ts';
import { leafHashes } from '../../../../src/lib/agents/changes/leaves.ts';
import type { TargetRecord } from '../../../../src/lib/agents/changes/ledger.ts';
import { normalizeBody, setBlock } from '../../../../src/lib/base/formats/markdown-block.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { changesSince } from '../../../../src/lib/setup/status/since.ts';

let formats: Formats;
beforeAll(async () => {
  formats = await loadFormats(new Set(['toml', 'jsonc'] as const));
});

const common = { owner: 'codex', file: '/f', label: 'x', at: '2026-01-01T00:00:00.000Z' };
const key: TargetRecord = {
  ...common,
  id: 'key',
  kind: 'key',
  format: 'toml',
  path: ['servers', 'nerve'],
  leaves: leafHashes({ url: 'u', time: 3 }),
  existingDepth: 0,
};
const member: TargetRecord = {
  ...common,
  id: 'member',
  kind: 'member',
  format: 'jsonc',
  path: ['allow'],
  member: 'nerve',
  existingDepth: 1,
};
const block: TargetRecord = { ...common, id: 'block', kind: 'block', hash: sha256(normalizeBody('ours\n')) };
const file: TargetRecord = { ...common, id: 'file', kind: 'file', hash: sha256('ours\n') };

const TOML = 'a = 1\n\n[servers.nerve]\nurl = "u"\ntime = 3\n';
const JSONC = '{ "allow": ["x", "nerve"] }\n';
const MARKDOWN = setBlock('# Mine\n', 'ours\n');

interface Case {
  readonly record: TargetRecord;
  readonly written: string;
  readonly now: string | null;
  readonly since: readonly string[];
  readonly mode?: number;
}

const cases: Record<string, Case> = {
  'nothing changed': { record: key, written: TOML, now: TOML, since: [] },
  'the file is gone': { record: key, written: TOML, now: null, since: ['file-removed'] },
  'only the mode changed': { record: key, written: TOML, now: TOML, mode: 0o644, since: ['mode'] },
  'our value was changed': {
    record: key,
    written: TOML,
    now: TOML.replace('3', '4'),
    since: ['ours-edited'],
  },
  'one of our values was removed': {
    record: key,
    written: TOML,
    now: TOML.replace('time = 3\n', ''),
    since: ['ours-edited'],
  },
  'our table was removed': { record: key, written: TOML, now: 'a = 1\n', since: ['ours-removed'] },
  'another value was changed': {
    record: key,
    written: TOML,
    now: TOML.replace('a = 1', 'a = 2'),
    since: ['others-edited'],
  },
  'a comment was added': { record: key, written: TOML, now: `# hi\n${TOML}`, since: ['others-edited'] },
  'a value of theirs was added to our table': {
    record: key,
    written: TOML,
    now: `${TOML}mine = true\n`,
    since: ['others-edited'],
  },
  'both were changed': {
    record: key,
    written: TOML,
    now: TOML.replace('3', '4').replace('a = 1', 'a = 2'),
    mode: 0o644,
    since: ['ours-edited', 'others-edited', 'mode'],
  },
  'the file is broken': { record: key, written: TOML, now: `${TOML}[[[`, since: ['unparseable'] },
  'our member was removed': {
    record: member,
    written: JSONC,
    now: '{ "allow": ["x"] }\n',
    since: ['ours-removed'],
  },
  'another member was added': {
    record: member,
    written: JSONC,
    now: '{ "allow": ["x", "nerve", "y"] }\n',
    since: ['others-edited'],
  },
  'the array is no array': {
    record: member,
    written: JSONC,
    now: '{ "allow": 1 }\n',
    since: ['ours-removed', 'others-edited'],
  },
  'our block was edited': {
    record: block,
    written: MARKDOWN,
    now: MARKDOWN.replace('ours', 'mine'),
    since: ['ours-edited'],
  },
  'our block was removed': { record: block, written: MARKDOWN, now: '# Mine\n', since: ['ours-removed'] },
  'text around our block was edited': {
    record: block,
    written: MARKDOWN,
    now: `${MARKDOWN}more\n`,
    since: ['others-edited'],
  },
  'our file was edited': { record: file, written: 'ours\n', now: 'mine\n', since: ['ours-edited'] },
};

describe('changesSince', () => {
  it.each(Object.entries(cases))('%s', (_, { record, written, now, since, mode = 0o600 }) => {
    const fileRecord = { pristine: null, pristineMode: null, written: sha256(written), mode: 0o600 };
    const then = { records: [record], fileRecord, written };
    expect(changesSince(formats, then, now === null ? null : { text: now, hash: sha256(now), mode })).toEqual(
      since,
    );
  });

  it('still tells ours from theirs when the copy of what nerve wrote is lost', () => {
    const fileRecord = { pristine: null, pristineMode: null, written: sha256(TOML), mode: 0o600 };
    const then = { records: [key], fileRecord, written: undefined };
    const text = TOML.replace('3', '4');
    expect(changesSince(formats, then, { text, hash: sha256(text), mode: 0o600 })).toEqual(['ours-edited']);
  });
});
