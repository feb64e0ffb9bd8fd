/** Which sessions may still be used, by the clock alone. */
import { expect, test } from 'vitest';
import type { Session } from '../../../../src/lib/protocols/mcp/session-id.ts';
import { createSessions } from '../../../../src/lib/protocols/mcp/sessions.ts';

const IDLE = 8_000;

function session(id: string, issuedAt: number): Session {
  return { id, issuedAt, protocolVersion: '2025-11-25', client: { info: undefined, capabilities: {} } };
}

function at(time: number) {
  const clock = { time };
  return { clock, sessions: createSessions({ idleMs: IDLE, now: () => clock.time }) };
}

test('a session that is used stays, one that is not goes', () => {
  const { clock, sessions } = at(0);
  const [used, unused] = [session('used', 0), session('unused', 0)];
  for (clock.time = 0; clock.time <= 5 * IDLE; clock.time += IDLE / 2)
    expect(sessions.admit(used)).toBe(true);
  expect(sessions.admit(unused)).toBe(false);
  clock.time += IDLE + 1;
  expect(sessions.admit(used)).toBe(false);
});

test('one that is used briefly leaves nothing behind', () => {
  const { clock, sessions } = at(0);
  const brief = session('brief', 0);
  clock.time = IDLE / 8;
  expect(sessions.admit(brief)).toBe(true);
  expect(sessions.peek(brief)).toBeUndefined();
});

test('a restart never ends a session', () => {
  const old = session('old', 0);
  const { clock, sessions } = at(100 * IDLE);
  expect(sessions.admit(old)).toBe(true);
  clock.time += IDLE + 1;
  expect(sessions.admit(old)).toBe(false);
});

test('an ended session stays ended, and is told of nothing', () => {
  const { sessions } = at(0);
  const ended = session('ended', 0);
  sessions.keep(ended).subscriptions.add('note://one');
  sessions.end(ended);
  expect(sessions.admit(ended)).toBe(false);
  expect(sessions.peek(ended)?.subscriptions.size).toBe(0);
});

test('what is kept is bounded: first the idle ones go, then the oldest', () => {
  const { clock, sessions } = at(0);
  for (let count = 0; count < 10_000; count += 1) sessions.keep(session(`a${count}`, 0));
  sessions.keep(session('b', 0));
  expect(sessions.peek(session('a0', 0))).toBeUndefined();
  expect(sessions.peek(session('a1', 0))).toBeDefined();
  clock.time = IDLE + 1;
  sessions.keep(session('c', clock.time));
  expect(sessions.peek(session('a9999', 0))).toBeUndefined();
  expect(sessions.peek(session('c', 0))).toBeDefined();
});
