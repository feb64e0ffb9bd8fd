import { expect, it } from 'vitest';
import type { NewEvent } from '../../../../src/lib/base/store/event-row.ts';
import { type Attempt, createAudit } from '../../../../src/lib/hub/audit/audit.ts';

const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  at: 1,
  outcome: 'ok',
  code: null,
  principal: 'codex',
  jti: 'T1',
  client: 'codex-mcp-client',
  session: 'codex:1',
  tool: 'session_context',
  callId: null,
  durationUs: 5,
  args: { topic: 'x' },
  result: 'fine',
  ...change,
});

function collected(batch?: number) {
  const kept: NewEvent[][] = [];
  const errors: unknown[] = [];
  let fails = 0;
  const audit = createAudit({
    keep: async (rows) => {
      if (fails-- > 0) throw new Error('busy');
      kept.push([...rows]);
    },
    onError: (error) => errors.push(error),
    ...(batch === undefined ? {} : { batch }),
  });
  return {
    audit,
    kept,
    errors,
    failNext: () => {
      fails = 1;
    },
  };
}

it('keeps rows together, in their order', async () => {
  const { audit, kept } = collected(3);
  for (let at = 0; at < 7; at++) audit.note(attempt({ at }));
  await audit.close();
  expect(kept.flat().map((row) => row.at)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(kept.map((rows) => rows.length)).toEqual([3, 3, 1]);
});

it('keeps by itself after a while', async () => {
  const { audit, kept } = collected();
  audit.note(attempt());
  await expect.poll(() => kept.length).toBe(1);
  await audit.close();
});

it('loses no row when the database is busy', async () => {
  const { audit, kept, errors, failNext } = collected();
  failNext();
  audit.note(attempt({ at: 1 }));
  await audit.flush();
  expect([kept.length, errors.length]).toEqual([0, 1]);
  audit.note(attempt({ at: 2 }));
  await audit.close();
  expect(kept.flat().map((row) => row.at)).toEqual([1, 2]);
});

it('holds no secret and nothing long', async () => {
  const { audit, kept } = collected();
  const secret = 'ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6';
  audit.note(attempt({ args: { note: `token ${secret}` }, result: `${'x '.repeat(450)}${secret}` }));
  const { args: _args, result: _result, ...bare } = attempt();
  audit.note(bare);
  await audit.close();
  const [first, second] = kept.flat();
  expect(JSON.stringify(first)).not.toContain(secret.slice(0, 12));
  expect(first?.resultPreview?.length).toBeLessThanOrEqual(501);
  expect(first?.argsHash).toMatch(/^[0-9a-f]{64}$/);
  expect(second).toMatchObject({ argsHash: null, argsPreview: null, resultPreview: null });
});

it('leaves no beginning of a secret that the look ends in', async () => {
  const { audit, kept } = collected();
  const secret = 'ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6';
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkq'.repeat(112)}\n-----END PRIVATE KEY-----\n`;
  for (let at = 2190; at < 2260; at += 4) {
    audit.note(attempt({ result: `${key.padEnd(at, 'x ')} ${secret} and more of it` }));
  }
  await audit.close();
  for (const row of kept.flat()) expect(row.resultPreview).not.toContain(secret.slice(0, 8));
});

it('makes callers wait when rows come faster than they are kept, and loses none', async () => {
  const kept: NewEvent[] = [];
  const gate = Promise.withResolvers<void>();
  const errors: unknown[] = [];
  const audit = createAudit({
    keep: async (rows) => {
      await gate.promise;
      kept.push(...rows);
    },
    onError: (error) => errors.push(error),
  });
  let full: Promise<void> | undefined;
  let noted = 0;
  while (!full && noted < 10_000) {
    full = audit.note(attempt({ at: noted }));
    noted += 1;
  }
  expect(noted).toBeLessThan(5_000);
  let isThrough = false;
  void full?.then(() => {
    isThrough = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isThrough).toBe(false);
  gate.resolve();
  await full;
  expect([kept.length, errors]).toEqual([noted, []]);
  expect(audit.note(attempt())).toBeUndefined();
  await audit.close();
});

it('keeps what comes with arguments in endless depth, and what comes after it', async () => {
  const { audit, kept, errors } = collected();
  audit.note(attempt({ at: 1, args: { deep: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) } }));
  audit.note(attempt({ at: 2 }));
  await audit.close();
  expect(errors).toEqual([]);
  expect(kept.flat().map(({ at, argsHash }) => [at, typeof argsHash])).toEqual([
    [1, 'object'],
    [2, 'string'],
  ]);
});
