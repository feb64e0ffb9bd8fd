import { describe, expect, it } from 'vitest';
import { evaluateKey } from '../../../../src/lib/agents/changes/evaluate-key.ts';
import type { TargetRecord } from '../../../../src/lib/agents/changes/ledger.ts';
import { evaluateKeyRemoval } from '../../../../src/lib/agents/changes/remove-key.ts';
import { isObject, type Json } from '../../../../src/lib/base/kernel/json.ts';
import { jsonc, keyTarget, recordOf, situation, toml } from './helpers.ts';

const target = keyTarget(['servers', 'nerve'], { url: 'u', headers: { auth: 'a' } });
const changed = keyTarget(['servers', 'nerve'], { url: 'u2', headers: { auth: 'a' } });

function made(text: string | null): { text: string; record: TargetRecord } {
  const evaluation = evaluateKey(jsonc, target, situation(text));
  return { text: evaluation.text ?? '', record: recordOf(evaluation) };
}

describe('evaluateKey', () => {
  it.each([
    ['no file', null, 0],
    ['an empty object', '{}', 0],
    ['the container', '{"servers": {"own": 1}}', 1],
  ])('creates it in %s and remembers what was there', (_title, text, depth) => {
    const evaluation = evaluateKey(jsonc, target, situation(text));
    expect(evaluation.state).toBe('create');
    expect(jsonc.parse(evaluation.text ?? '').servers).toMatchObject({ nerve: target.value });
    expect(evaluation.record).toMatchObject({ existingDepth: depth, kind: 'key' });
    expect(evaluation.record?.theirs).toBeUndefined();
    expect(JSON.stringify(evaluation.record)).not.toContain('"a"');
  });

  it('is the same again, whatever the style', () => {
    const { text, record } = made('{}');
    const styled = JSON.stringify(jsonc.parse(text), null, 7);
    const again = evaluateKey(jsonc, target, situation(styled, { record }));
    expect(again).toMatchObject({ state: 'same', text: styled, record });
  });

  it('updates what only nerve changed, and takes out leaves that it wants no more', () => {
    const { text, record } = made('{}');
    const next = keyTarget(['servers', 'nerve'], { url: 'u2' });
    const evaluation = evaluateKey(jsonc, next, situation(text, { record }));
    expect(evaluation.state).toBe('update');
    expect(jsonc.parse(evaluation.text ?? '')).toEqual({ servers: { nerve: { url: 'u2' } } });
  });

  it('keeps keys that the agent adds to the entry', () => {
    const { text, record } = made('{}');
    const withTools = jsonc.set(text, ['servers', 'nerve', 'tools', 'x'], 'approve');
    const evaluation = evaluateKey(jsonc, changed, situation(withTools, { record }));
    expect(evaluation.state).toBe('update');
    expect(jsonc.parse(evaluation.text ?? '').servers).toEqual({
      nerve: { url: 'u2', headers: { auth: 'a' }, tools: { x: 'approve' } },
    });
  });

  it('sees no conflict in the very change that nerve wants', () => {
    const { text, record } = made('{}');
    const evaluation = evaluateKey(jsonc, changed, situation(text.replace('"u"', '"u2"'), { record }));
    expect(evaluation.state).toBe('same');
  });

  describe.each([
    ['edited', (text: string) => text.replace('"u"', '"mine"')],
    ['removed', () => '{"servers": {}}'],
  ] as const)('%s by the user', (reason, edit) => {
    const { text, record } = made('{}');
    const mine = edit(text);
    it.each([
      ['ask', 'conflict', mine],
      ['skip', 'skipped', mine],
    ] as const)('%s: %s, text and record stay', (policy, state, left) => {
      const evaluation = evaluateKey(jsonc, target, situation(mine, { record, policy }));
      expect(evaluation).toMatchObject({ state, reason, text: left, record });
    });
    it('backup: takes it over', () => {
      const evaluation = evaluateKey(jsonc, target, situation(mine, { record, policy: 'backup' }));
      expect(evaluation).toMatchObject({ state: 'take-over', reason });
      expect(jsonc.parse(evaluation.text ?? '').servers).toEqual({ nerve: target.value });
    });
  });

  it('merge: the user’s value wins, now and later, and the rest follows nerve', () => {
    const { text, record } = made('{}');
    const mine = text.replace('"a"', '"mine"');
    const merged = evaluateKey(jsonc, changed, situation(mine, { record, policy: 'merge' }));
    expect(merged.state).toBe('merge');
    expect(jsonc.parse(merged.text ?? '').servers).toEqual({
      nerve: { url: 'u2', headers: { auth: 'mine' } },
    });
    const quiet = evaluateKey(jsonc, changed, situation(merged.text, { record: merged.record }));
    expect(quiet).toMatchObject({ state: 'same', record: merged.record });
    const later = evaluateKey(jsonc, target, situation(merged.text, { record: merged.record }));
    expect(jsonc.parse(later.text ?? '').servers).toEqual({ nerve: { url: 'u', headers: { auth: 'mine' } } });
    const taken = evaluateKey(
      jsonc,
      target,
      situation(jsonc.remove(merged.text ?? '', ['servers', 'nerve', 'url']), {
        record: merged.record,
        policy: 'backup',
      }),
    );
    expect(jsonc.parse(taken.text ?? '').servers).toEqual({ nerve: target.value });
    expect(taken.record?.yielded).toBeUndefined();
  });

  describe('something foreign in its place', () => {
    const foreign = '{"servers": {"nerve": {"url": "else", "own": 1}}}';
    it.each([
      ['ask', 'conflict'],
      ['skip', 'skipped'],
    ] as const)('%s: %s, nothing remembered', (policy, state) => {
      const evaluation = evaluateKey(jsonc, target, situation(foreign, { policy }));
      expect(evaluation).toMatchObject({ state, reason: 'foreign', text: foreign, record: undefined });
    });
    it.each(['backup', 'merge'] as const)('%s: the earlier value comes back on removal', (policy) => {
      const evaluation = evaluateKey(jsonc, target, situation(foreign, { policy }));
      expect(jsonc.parse(evaluation.text ?? '').servers).toEqual({
        nerve: policy === 'backup' ? target.value : { url: 'else', own: 1, headers: { auth: 'a' } },
      });
      const record = recordOf(evaluation);
      const removed = evaluateKeyRemoval(jsonc, record, situation(evaluation.text, { record }));
      expect(removed.state).toBe('restore');
      expect(jsonc.parse(removed.text ?? '')).toEqual(jsonc.parse(foreign));
    });
  });

  describe('exactly as wanted before nerve came', () => {
    const there = JSON.stringify({ servers: { nerve: target.value } });
    it('is theirs: it stays on removal', () => {
      const record = recordOf(evaluateKey(jsonc, target, situation(there)));
      expect(record.theirs).toBe(true);
      expect(evaluateKeyRemoval(jsonc, record, situation(there, { record }))).toMatchObject({
        state: 'theirs',
        text: there,
        record: undefined,
      });
    });
    it('comes back after nerve has changed it', () => {
      const theirs = recordOf(evaluateKey(jsonc, target, situation(there)));
      const updated = evaluateKey(jsonc, changed, situation(there, { record: theirs }));
      const record = recordOf(updated);
      expect(record.theirs).toBeUndefined();
      const removed = evaluateKeyRemoval(jsonc, record, situation(updated.text, { record }));
      expect(jsonc.parse(removed.text ?? '')).toEqual(jsonc.parse(there));
    });
    it('is nerve’s if the ledger was lost', () => {
      expect(recordOf(evaluateKey(jsonc, target, situation(there, { adopt: true }))).theirs).toBeUndefined();
    });
  });

  describe('a value of theirs that says the same in other words', () => {
    const there = '{"servers": {"nerve": {"link": "u", "secret": "s", "timeout": 5}}}';
    /** Wants `link` where they have it, and nothing of what else is there. */
    const wants = (url: string) =>
      keyTarget(
        ['servers', 'nerve'],
        { url },
        {
          agentKeys: ['tools'],
          adapt: (theirs): Json => (isObject(theirs) && theirs.link === url ? { link: url } : { url }),
        },
      );
    const adopted = recordOf(evaluateKey(jsonc, wants('u'), situation(there)));

    it('is theirs, and only what is wanted of it is remembered', () => {
      expect(adopted.theirs).toBe(true);
      expect(Object.keys(adopted.leaves ?? {})).toEqual(['["link"]']);
    });
    it('stays the same when they change the rest', () => {
      const edited = there.replace('5', '6').replace('"s"', '"t"');
      expect(evaluateKey(jsonc, wants('u'), situation(edited, { record: adopted }))).toEqual({
        state: 'same',
        text: edited,
        record: adopted,
      });
    });
    it('is theirs also after a lost ledger', () => {
      expect(recordOf(evaluateKey(jsonc, wants('u'), situation(there, { adopt: true }))).theirs).toBe(true);
    });
    it('is a conflict when it says something else', () => {
      const policies = ['ask', 'backup'] as const;
      const [asked, taken] = policies.map((policy) =>
        evaluateKey(jsonc, wants('u2'), situation(there, { policy })),
      );
      expect(asked).toMatchObject({ state: 'conflict', reason: 'foreign' });
      expect(jsonc.parse(taken?.text ?? '').servers).toEqual({ nerve: { url: 'u2' } });
    });
    it('follows a new definition; what nerve did not touch stays and is not remembered', () => {
      const updated = evaluateKey(jsonc, wants('u2'), situation(there, { record: adopted }));
      expect(updated.state).toBe('update');
      expect(jsonc.parse(updated.text ?? '').servers).toEqual({
        nerve: { url: 'u2', secret: 's', timeout: 5 },
      });
      expect(updated.record?.earlier).toEqual({ link: 'u' });
      expect(updated.record?.theirs).toBeUndefined();
      const record = recordOf(updated);
      expect(evaluateKey(jsonc, wants('u2'), situation(updated.text, { record })).state).toBe('same');
      // What they change meanwhile is theirs when nerve goes.
      const later = (updated.text ?? '').replace('"s"', '"t"');
      const removed = evaluateKeyRemoval(jsonc, record, situation(later, { record }));
      expect(jsonc.parse(removed.text ?? '')).toEqual({
        servers: { nerve: { link: 'u', secret: 't', timeout: 5 } },
      });
    });
    it('gets back what the agent itself had written into it', () => {
      const approved = jsonc.set(there, ['servers', 'nerve', 'tools'], { x: 'approve' });
      const record = recordOf(evaluateKey(jsonc, wants('u2'), situation(approved, { record: adopted })));
      const text = evaluateKey(jsonc, wants('u2'), situation(approved, { record: adopted })).text;
      const removed = evaluateKeyRemoval(jsonc, record, situation(text, { record }));
      expect(jsonc.parse(removed.text ?? '')).toEqual(jsonc.parse(approved));
    });
  });

  describe('a value for where there is none', () => {
    const grace = keyTarget(['grace'], 5000, { ifAbsent: true, format: 'toml' });
    it.each(['grace = 5000\n', 'grace = 1\n'])('leaves %j alone, also with a lost ledger', (text) => {
      for (const adopt of [false, true]) {
        expect(evaluateKey(toml, grace, situation(text, { adopt }))).toMatchObject({
          state: 'theirs',
          text,
          record: undefined,
        });
      }
    });
    it('is given up once the user changes it', () => {
      const first = evaluateKey(toml, grace, situation(''));
      expect(first.state).toBe('create');
      const mine = evaluateKey(toml, grace, situation('grace = 9\n', { record: first.record }));
      expect(mine).toMatchObject({ state: 'theirs', text: 'grace = 9\n', record: undefined });
    });
  });
});

describe('evaluateKeyRemoval', () => {
  it('takes the containers that nerve made along', () => {
    const { text, record } = made('{\n  "a": 1\n}\n');
    expect(evaluateKeyRemoval(jsonc, record, situation(text, { record }))).toMatchObject({
      state: 'remove',
      text: '{\n  "a": 1\n}\n',
      record: undefined,
    });
  });

  it('leaves a container that somebody uses', () => {
    const { text, record } = made('{}');
    const used = jsonc.set(text, ['servers', 'own'], 1);
    const removed = evaluateKeyRemoval(jsonc, record, situation(used, { record }));
    expect(jsonc.parse(removed.text ?? '')).toEqual({ servers: { own: 1 } });
  });

  it('leaves an empty container that was there', () => {
    const { text, record } = made('{"servers": {}}');
    const removed = evaluateKeyRemoval(jsonc, record, situation(text, { record }));
    expect(jsonc.parse(removed.text ?? '')).toEqual({ servers: {} });
  });

  it('gives a value that was taken over back with what they added to it since', () => {
    const foreign = '{"servers": {"nerve": {"url": "else", "own": 1}}}';
    const taken = evaluateKey(jsonc, target, situation(foreign, { policy: 'backup' }));
    const record = { ...recordOf(taken), agentKeys: ['tools'] };
    const more = jsonc.set(taken.text ?? '', ['servers', 'nerve'], { timeout: 9, tools: { x: 'approve' } });
    const removed = evaluateKeyRemoval(jsonc, record, situation(more, { record }));
    expect(jsonc.parse(removed.text ?? '')).toEqual({
      servers: { nerve: { url: 'else', own: 1, timeout: 9 } },
    });
  });

  it('says what goes along', () => {
    const { text, record } = made('{}');
    const known = { ...record, agentKeys: ['tools'] };
    const more = jsonc.set(text, ['servers', 'nerve', 'tools', 'x'], 'approve');
    expect(evaluateKeyRemoval(jsonc, known, situation(more, { record: known }))).toMatchObject({
      state: 'remove',
      note: '1 more key in it goes along',
    });
  });

  it('does not put a value back that they took away', () => {
    const grace = keyTarget(['grace'], 5, { ifAbsent: true });
    const first = evaluateKey(jsonc, grace, situation('{}'));
    const gone = evaluateKey(jsonc, grace, situation('{}', { record: first.record }));
    expect(gone).toMatchObject({ state: 'theirs', text: '{}' });
    expect(evaluateKey(jsonc, grace, situation('{}', { record: gone.record })).state).toBe('theirs');
  });

  it('asks before a key that they put into our entry goes', () => {
    const { text, record } = made('{}');
    const more = jsonc.set(text, ['servers', 'nerve', 'alwaysLoad'], true);
    expect(evaluateKeyRemoval(jsonc, record, situation(more, { record }))).toMatchObject({
      state: 'conflict',
      reason: 'edited',
      text: more,
    });
  });

  it.each([
    ['ask', 'conflict', false],
    ['skip', 'skipped', false],
    ['merge', 'skipped', false],
    ['backup', 'remove', true],
  ] as const)('edited, %s: %s', (policy, state, isGone) => {
    const { text, record } = made('{}');
    const mine = text.replace('"u"', '"mine"');
    const evaluation = evaluateKeyRemoval(jsonc, record, situation(mine, { record, policy }));
    expect(evaluation).toMatchObject({ state, reason: 'edited' });
    expect(evaluation.record === undefined).toBe(isGone);
  });

  it('has nothing to do where it is gone', () => {
    const { record } = made('{}');
    expect(evaluateKeyRemoval(jsonc, record, situation('{}', { record }))).toMatchObject({
      state: 'gone',
      text: '{}',
    });
  });
});
