import { expect, it } from 'vitest';
import type { Attempt } from '../../../../src/lib/hub/audit/audit.ts';
import { createRefusals } from '../../../../src/lib/hub/audit/refusals.ts';
import { createLimits } from '../../../../src/lib/hub/server/limits.ts';

function noted(waitMs?: number) {
  const rows: Attempt[] = [];
  const limits = (burst: number) =>
    createLimits({ rate: 1, burst, concurrency: Number.POSITIVE_INFINITY, now: () => 0 });
  const refusals = createRefusals({
    note: (attempt) => void rows.push(attempt),
    now: () => 7,
    strangers: limits(3),
    known: limits(5),
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  const refuse = (code: string, name: string | null = null): void =>
    refusals.note({ at: 1, outcome: 'refused', code, principal: name, jti: name && `T-${name}` });
  return { rows, refusals, refuse, codes: () => rows.map(({ code }) => code) };
}

it('notes each refusal, and counts the rest of a flood', () => {
  const { rows, refusals, refuse, codes } = noted();
  for (let i = 0; i < 10; i++) refuse('no-token');
  refuse('revoked');
  expect(codes()).toEqual(['no-token', 'no-token', 'no-token']);
  refusals.close();
  expect(rows.at(-1)).toEqual({
    at: 7,
    outcome: 'refused',
    code: 'more-refused',
    principal: null,
    jti: null,
    result: '8 more: no-token 7, revoked 1',
  });
  refusals.close();
  expect(rows).toHaveLength(4);
});

it('counts each token by itself, and strangers together', () => {
  const { rows, refusals, refuse } = noted();
  for (let i = 0; i < 6; i++) {
    refuse('too-many', 'codex');
    refuse('too-many', 'claude');
  }
  refuse('no-token');
  refusals.close();
  const of = (name: string | null) =>
    rows.filter(({ principal }) => principal === name).map(({ code }) => code);
  expect(of(null)).toEqual(['no-token']);
  for (const name of ['codex', 'claude'])
    expect(of(name)).toEqual([...Array(5).fill('too-many'), 'more-refused']);
});

it('says after a while what it counted, and begins anew', async () => {
  const { refuse, codes, refusals } = noted(1);
  for (let i = 0; i < 4; i++) refuse('no-token');
  await expect.poll(codes).toEqual(['no-token', 'no-token', 'no-token', 'more-refused']);
  refuse('no-token');
  refusals.close();
  expect(codes()).toHaveLength(5);
});
