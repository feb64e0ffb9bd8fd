/** Events as a watch tells them, for the tests of what is shown. */
import type { WatchEvent } from '../../../src/lib/agents/sync/watch/events.ts';

/** Noon and a bit on the clock of the machine that runs the tests. */
export const AT = new Date(2026, 10, 21, 12, 3, 11).toISOString();
export const HOME = '/home/ann';

const standing = {
  workspace: `${HOME}/nerve-workspace`,
  interval: 900,
  nextScan: 890,
};
const agents = [
  { name: 'codex', title: 'Codex', state: 'current', files: 2 },
  { name: 'claude-code', title: 'Claude Code', state: 'current', files: 1 },
] as const;
const codex = { agent: 'codex', title: 'Codex' };
const conflict = {
  ...codex,
  id: 'codex:bundle-block',
  file: `${HOME}/.codex/AGENTS.md`,
  label: 'memory bundle',
  reason: 'edited',
} as const;
const refusal = {
  ...codex,
  file: `${HOME}/.codex/config.toml`,
  code: 'unparseable',
  message: 'line 3: a value is missing',
};
const error = {
  code: 'not-set-up',
  kind: 'usage',
  message: 'nerve is not set up',
  hint: 'nerve init',
};

export const EVENTS = {
  ready: {
    event: 'ready',
    at: AT,
    pid: 4711,
    home: `${HOME}/.nerve`,
    agents,
    ...standing,
  },
  state: {
    event: 'state',
    at: AT,
    agents: [
      { ...agents[0], state: 'conflict' },
      { ...agents[1], state: 'paused' },
    ],
    ...standing,
  },
  changed: {
    event: 'changed',
    at: AT,
    ...codex,
    file: `${HOME}/.codex/AGENTS.md`,
    action: 'update',
    labels: ['memory bundle'],
  },
  made: {
    event: 'changed',
    at: AT,
    agent: 'claude-code',
    title: 'Claude Code',
    file: `${HOME}/.claude/rules/nerve.md`,
    action: 'create',
    labels: ['memory bundle'],
  },
  conflict: { event: 'conflict', at: AT, ...conflict },
  refused: { event: 'refused', at: AT, ...refusal },
  error: { event: 'error', at: AT, ...error },
  noConflict: { event: 'resolved', was: 'conflict', at: AT, ...conflict },
  noRefusal: { event: 'resolved', was: 'refused', at: AT, ...refusal },
  noError: { event: 'resolved', was: 'error', at: AT, ...error },
  notice: {
    event: 'notice',
    at: AT,
    message: 'a token looked like a secret and was masked',
  },
  scan: { event: 'scan', at: AT, reason: 'interval', nextScan: 900 },
  stopped: { event: 'stopped', at: AT, reason: 'SIGTERM', clean: true },
} as const satisfies Record<string, WatchEvent>;
