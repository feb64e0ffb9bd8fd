/** Closed loops of clients against a server under measurement, and rounds of them. */

import { type Spread, spreadOf } from '../lib/stats.ts';
import { TOOLS } from './catalogue.ts';
import { type Caller, type Connection, type Era, introduce, open } from './client.ts';
import type { Measured } from './process.ts';

export interface Target {
  readonly server: Measured;
  readonly era: Era;
  readonly tokens: readonly string[];
  /** Take turns, so that no one of them meets a limit; at least one. */
  readonly callers: readonly Caller[];
}

export interface Round {
  /** Microseconds of CPU per call over one connection, and over many. */
  readonly one: number;
  readonly many: number;
  /** Microseconds. */
  readonly median: number;
  readonly perSecond: number;
  /** Microseconds of CPU to connect and list. */
  readonly connect: number;
}

export interface RoundOptions {
  /** Milliseconds of calls over one connection, and again over many. */
  readonly ms: number;
  readonly connects: number;
}

export const MANY = 32;
/** Clients after which the memory is looked at. */
export const CLIENTS = 1_000;

/** Introduces a client with each of the tokens, or one without any. */
export async function createTarget(server: Measured, era: Era, tokens: readonly string[]): Promise<Target> {
  const connection = await open(server.port);
  const callers: Caller[] = [];
  for (const token of tokens.length > 0 ? tokens : [undefined]) {
    callers.push(await introduce(connection, era, token));
  }
  connection.close();
  return { server, era, tokens, callers };
}

export async function measureRound(target: Target, { ms, connects }: RoundOptions): Promise<Round> {
  const one = await load(target, 1, ms);
  const many = await load(target, MANY, ms);
  const before = await target.server.usage();
  for (let at = 0; at < connects; at += 1) (await visit(target, at)).close();
  const after = await target.server.usage();
  return {
    one: one.cpu,
    median: one.median,
    many: many.cpu,
    perSecond: many.calls / (ms / 1000),
    connect: (after.cpu - before.cpu) / connects,
  };
}

/** A closed loop: each connection has one call under way. */
async function load({ server, callers }: Target, connections: number, ms: number) {
  const calls = callers.map((caller) => caller.call('echo', { text: 'hello' }));
  const opened = await Promise.all(Array.from({ length: connections }, () => open(server.port)));
  const before = await server.usage();
  const end = performance.now() + ms;
  const loops = opened.map((connection, at) => repeat(connection, calls, at, end));
  const times = (await Promise.all(loops)).flat().sort((a, b) => a - b);
  const after = await server.usage();
  for (const connection of opened) connection.close();
  const median = (times[Math.floor(times.length / 2)] ?? 0) * 1000;
  return { calls: times.length, median, cpu: (after.cpu - before.cpu) / times.length };
}

async function repeat(connection: Connection, calls: readonly Buffer[], first: number, end: number) {
  const times: number[] = [];
  let at = first;
  for (let start = performance.now(); start < end; start = performance.now()) {
    await expectAnswer(connection, calls[at++ % calls.length], 'echo:hello');
    times.push(performance.now() - start);
  }
  return times;
}

/** Comes as a new client, and lists. */
export async function visit(
  { server, era, tokens }: Target,
  at: number,
): Promise<Connection & { caller: Caller }> {
  const connection = await open(server.port);
  const caller = await introduce(connection, era, tokens[at % tokens.length]);
  await expectAnswer(connection, caller.list, `notes_search_${TOOLS - 1}`);
  return { ...connection, caller };
}

/** Resident bytes after many clients have come, listed, called if they are to, and gone without a word. */
export async function growth(target: Target, { calls }: { calls: boolean }): Promise<number> {
  for (let at = 0; at < CLIENTS; at += 1) {
    const connection = await visit(target, at);
    const call = connection.caller.call('echo', { text: 'hello' });
    if (calls) await expectAnswer(connection, call, 'echo:hello');
    connection.close();
  }
  return (await target.server.usage()).rss;
}

/** What one took, and how many times the floor of the same round that is. */
export function compare(
  rounds: readonly Round[],
  floors: readonly Round[],
  pick: (round: Round) => number,
): readonly [Spread, Spread] {
  const values = rounds.map(pick);
  const ratios = values.map((value, at) => value / (floors.map(pick)[at] ?? value));
  return [spreadOf(values), spreadOf(ratios)];
}

/** As many calls as asked for, over many connections. */
export async function callMany({ server, callers }: Target, count: number): Promise<void> {
  const calls = callers.map((caller) => caller.call('echo', { text: 'hello' }));
  let next = 0;
  await Promise.all(
    Array.from({ length: MANY }, async () => {
      const connection = await open(server.port);
      while (next < count) await expectAnswer(connection, calls[next++ % calls.length], 'echo:hello');
      connection.close();
    }),
  );
}

/** @throws Error for another answer than the right one */
export async function expectAnswer(
  connection: Connection,
  request: Buffer | undefined,
  text: string,
): Promise<void> {
  if (!request) throw new Error('nothing to send');
  const { status, body } = await connection.ask(request);
  if (status !== 200 || !body.includes(text))
    throw new Error(`a wrong answer: ${status} ${body.subarray(0, 500)}`);
}
