/** A machine whose agents call `session_context` twice, and a hub that can be made to die between the two calls. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningHub, runHub } from '../../support/hub.ts';
import { createMachine, type Machine } from './machine.ts';
import { textsOf } from './model.ts';

export const entry = join(
  dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))),
  'bin',
  'nerve.js',
);

export interface CallRow {
  readonly session: string;
  readonly tool: string;
  readonly outcome: string;
  readonly callId: string | null;
}

export interface MortalHub {
  readonly machine: Machine;
  /** The one that runs now. */
  readonly hub: RunningHub;
  /** It dies, and another takes its place, once the first answer of a tool has reached the model. */
  killInBetween(): void;
  /** The rows of the audit, oldest first. */
  calls(): Promise<CallRow[]>;
  close(): Promise<void>;
}

/** Starts both; the agents are not set up yet. */
export async function startMortalHub(): Promise<MortalHub> {
  let kills = false;
  const before = async (body: unknown): Promise<void> => {
    if (!kills || !textsOf(body).includes('# Session context')) return;
    kills = false;
    const { port } = new URL(hub.url);
    await hub.stop('SIGKILL');
    hub = await runHub(entry, machine.home, ['--no-sync', '--port', port]);
  };
  const machine = await createMachine({
    call: 'session_context',
    args: { topic: 'the heron' },
    times: 2,
    before,
  });
  let hub = await runHub(entry, machine.home, ['--no-sync']);
  machine.useHub(hub.url);
  return {
    machine,
    get hub() {
      return hub;
    },
    killInBetween: () => {
      kills = true;
    },
    calls: async () => JSON.parse(await machine.nerve('audit', '--json')).data.events.reverse(),
    close: async () => {
      await hub.stop();
      await machine.close();
    },
  };
}
