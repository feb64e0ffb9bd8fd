import { describe, expect, it } from 'vitest';
import {
  evaluateBlock,
  evaluateFile,
  evaluateSeed,
  evaluateTextRemoval,
} from '../../../../src/lib/agents/changes/evaluate-text.ts';
import { BEGIN_MARKER, END_MARKER, readBlock } from '../../../../src/lib/base/formats/markdown-block.ts';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { blockTarget, fileTarget, recordOf, situation } from './helpers.ts';

const one = blockTarget('1\n2\n3\n4\n5\n');
const two = blockTarget('1\n2\n3\n4\nfive\n');
const blobs = new Map([one, two].map(({ text }) => [sha256(text.trimEnd()), text.trimEnd()]));
const blob = (hash: string): string | undefined => blobs.get(hash);

describe('evaluateBlock', () => {
  it.each([null, '', '# Mine\n', '# Mine'])('adds it to %j and takes it out again', (text) => {
    const made = evaluateBlock(one, situation(text));
    expect(made).toMatchObject({ state: 'create', keep: ['1\n2\n3\n4\n5'] });
    const record = recordOf(made);
    expect(evaluateBlock(one, situation(made.text, { record }))).toMatchObject({ state: 'same', record });
    expect(evaluateTextRemoval(record, situation(made.text, { record }))).toMatchObject({
      state: 'remove',
      text: text ?? '',
      record: undefined,
    });
  });

  it('updates it, whatever the user wrote around it', () => {
    const made = evaluateBlock(one, situation('# Mine\n'));
    const around = `Before.\n${made.text}After.\n`;
    const next = evaluateBlock(two, situation(around, { record: made.record }));
    expect(next.state).toBe('update');
    expect(next.text).toBe(around.replace('\n5\n', '\nfive\n'));
  });

  describe('edited by the user', () => {
    const made = evaluateBlock(one, situation('# Mine\n'));
    const record = recordOf(made);
    const mine = (made.text ?? '').replace('\n1\n', '\none\n');

    it.each([
      ['ask', 'conflict'],
      ['skip', 'skipped'],
    ] as const)('%s: %s', (policy, state) => {
      expect(evaluateBlock(two, situation(mine, { record, policy }))).toMatchObject({
        state,
        reason: 'edited',
        text: mine,
      });
    });

    it('backup: takes it over', () => {
      const evaluation = evaluateBlock(two, situation(mine, { record, policy: 'backup' }));
      expect(evaluation.state).toBe('take-over');
      expect(readBlock(evaluation.text ?? '')).toBe('1\n2\n3\n4\nfive');
    });

    it('merge: both, quiet afterwards, a conflict at the next change', () => {
      const merged = evaluateBlock(two, situation(mine, { record, policy: 'merge', blob }));
      expect(merged.state).toBe('merge');
      expect(readBlock(merged.text ?? '')).toBe('one\n2\n3\n4\nfive');
      const after = recordOf(merged);
      expect(evaluateBlock(two, situation(merged.text, { record: after, blob }))).toMatchObject({
        state: 'same',
        record: after,
      });
      expect(evaluateBlock(one, situation(merged.text, { record: after, blob }))).toMatchObject({
        state: 'conflict',
      });
      const again = evaluateBlock(one, situation(merged.text, { record: after, policy: 'merge', blob }));
      expect(readBlock(again.text ?? '')).toBe('one\n2\n3\n4\n5');
      expect(evaluateTextRemoval(after, situation(merged.text, { record: after }))).toMatchObject({
        state: 'conflict',
      });
    });

    it.each([
      ['both changed the same line', mine.replace('\n5\n', '\nV\n'), blob],
      ['the base is lost', mine, () => undefined],
    ])('merge stays a conflict when %s', (_title, text, lookUp) => {
      const evaluation = evaluateBlock(two, situation(text, { record, policy: 'merge', blob: lookUp }));
      expect(evaluation).toMatchObject({ state: 'conflict', text, record });
    });

    it.each([
      ['ask', 'conflict'],
      ['skip', 'skipped'],
      ['merge', 'skipped'],
    ] as const)('on removal, %s: %s', (policy, state) => {
      expect(evaluateTextRemoval(record, situation(mine, { record, policy }))).toMatchObject({
        state,
        text: mine,
        record,
      });
    });

    it('on removal, backup: out, and said to be edited', () => {
      expect(evaluateTextRemoval(record, situation(mine, { record, policy: 'backup' }))).toMatchObject({
        state: 'remove',
        reason: 'edited',
        text: '# Mine\n',
      });
    });
  });

  it('is a conflict where the user took it out', () => {
    const record = recordOf(evaluateBlock(one, situation('# Mine\n')));
    expect(evaluateBlock(one, situation('# Mine\n', { record }))).toMatchObject({
      state: 'conflict',
      reason: 'removed',
    });
    expect(evaluateTextRemoval(record, situation('# Mine\n', { record })).state).toBe('gone');
  });

  it('is a conflict where another block stands', () => {
    const text = `${BEGIN_MARKER}\nelse\n${END_MARKER}\n`;
    expect(evaluateBlock(one, situation(text))).toMatchObject({
      state: 'conflict',
      reason: 'foreign',
      record: undefined,
    });
  });

  it('stays if the very block was there before', () => {
    const text = evaluateBlock(one, situation('')).text ?? '';
    const record = recordOf(evaluateBlock(one, situation(text)));
    expect(record.theirs).toBe(true);
    expect(evaluateTextRemoval(record, situation(text, { record }))).toMatchObject({ state: 'theirs', text });
    expect(recordOf(evaluateBlock(one, situation(text, { adopt: true }))).theirs).toBeUndefined();
  });
});

describe('evaluateFile', () => {
  const target = fileTarget('Text.\n', { sidecar: true });

  it('is made, known again and removed', () => {
    const made = evaluateFile(target, situation(null));
    expect(made).toMatchObject({ state: 'create', text: 'Text.\n', record: { sidecar: true } });
    const record = recordOf(made);
    expect(evaluateFile(target, situation('Text.\n', { record })).state).toBe('same');
    expect(evaluateTextRemoval(record, situation('Text.\n', { record }))).toMatchObject({
      state: 'remove',
      text: null,
    });
  });

  it('believes the published hash when the ledger knows nothing', () => {
    const old = 'Older text.\n';
    expect(evaluateFile(target, situation(old), sha256(old))).toMatchObject({
      state: 'update',
      text: 'Text.\n',
    });
    expect(evaluateFile(target, situation(old), sha256('else'))).toMatchObject({
      state: 'conflict',
      reason: 'foreign',
    });
  });
});

describe('evaluateSeed', () => {
  const seed = { ...fileTarget('Start.\n'), kind: 'seed', id: 'nerve:seed' } as const;

  it('is made once and the user’s from then on', () => {
    const made = evaluateSeed(seed, situation(null));
    expect(made).toMatchObject({ state: 'create', text: 'Start.\n' });
    const record = recordOf(made);
    for (const text of ['Mine.\n', null]) {
      expect(evaluateSeed(seed, situation(text, { record }))).toMatchObject({ state: 'same', text, record });
    }
    expect(evaluateSeed({ ...seed, again: true }, situation(null, { record }))).toMatchObject({
      state: 'create',
    });
    expect(evaluateTextRemoval(record, situation('Mine.\n', { record }))).toMatchObject({
      state: 'theirs',
      text: 'Mine.\n',
    });
    expect(evaluateTextRemoval(record, situation('Start.\n', { record }))).toMatchObject({
      state: 'remove',
      text: null,
    });
  });

  it('leaves a file that the user made, and knows its own when the ledger was lost', () => {
    expect(evaluateSeed(seed, situation('Mine.\n'))).toMatchObject({ state: 'theirs', record: undefined });
    expect(evaluateSeed(seed, situation('Start.\n'))).toMatchObject({ state: 'theirs', record: undefined });
    expect(evaluateSeed(seed, situation('Start.\n', { adopt: true })).state).toBe('same');
    expect(evaluateSeed(seed, situation('Mine.\n', { adopt: true })).state).toBe('theirs');
  });
});
