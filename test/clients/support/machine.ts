/** A user's machine for one test: a home with clients in it, a scripted model, a stand-in for the hub. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Hub, startHub } from './hub.ts';
import { type ClientName, clientsCache, installClient, isScript } from './install.ts';
import { type Script, type ScriptedModel, startModel } from './model.ts';
import { type Ended, run } from './process.ts';
import { seed, TURNS, variablesOf } from './seeds.ts';

export interface Machine<Client extends ClientName = 'codex' | 'claude'> {
  readonly home: string;
  readonly hub: Hub;
  readonly model: ScriptedModel;
  /** A file of the home as text. */
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs nerve. @throws Error unless it exits with 0. */
  nerve(...args: string[]): Promise<string>;
  /** From now on nerve says that its hub is there, instead of the stand-in. */
  useHub(url: string): void;
  /** `nerve init --yes`; then the hub lets the new tokens in. Returns them by agent. */
  init(...args: string[]): Promise<Record<AgentOf<Client>, string>>;
  /** Runs a client with HOME, PATH and what its model needs alone in its environment. */
  client(name: Client, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** One turn without a person: `codex exec`, `claude -p` … @throws Error unless it exits with 0. */
  ask(name: Client, env?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** The client's name among nerve's agents. */
export const AGENT = {
  codex: 'codex',
  claude: 'claude-code',
  gemini: 'gemini',
  opencode: 'opencode',
  copilot: 'copilot',
  qwen: 'qwen',
} as const satisfies Record<ClientName, string>;

export type AgentOf<Client extends ClientName> = (typeof AGENT)[Client];
export type AgentName = AgentOf<'codex' | 'claude'>;

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const SYSTEM_PATH = ['/usr/local/bin', '/usr/bin', '/bin'].join(':');

export function createMachine(script?: Script): Promise<Machine>;
export function createMachine<Client extends ClientName>(
  script: Script,
  clients: readonly Client[],
): Promise<Machine<Client>>;
/** Builds it, with Codex and Claude Code unless told; `close` stops the servers and removes the home. */
export async function createMachine(
  script: Script = {},
  clients: readonly ClientName[] = ['codex', 'claude'],
): Promise<Machine<ClientName>> {
  // Not below the temporary folder: Codex does without parts of itself there.
  const home = realpathSync(mkdtempSync(join(makeFolder(clientsCache()), ".home of Ann's ")));
  const model = await startModel(script);
  const hub = await startHub();
  const project = makeFolder(join(home, 'project'));
  const bin = makeFolder(join(home, 'bin'));
  for (const name of clients) putProgram(join(bin, name), installClient(name));
  for (const name of clients) seed(name, home, model.url);

  let hubUrl = hub.url;
  const nerve = async (...args: string[]): Promise<string> => {
    const env = { HOME: home, PATH: `${bin}:${SYSTEM_PATH}`, NERVE_HUB_URL: hubUrl };
    return succeed(
      await run(process.execPath, [join(root, 'bin', 'nerve.js'), ...args], { cwd: project, env }),
    );
  };
  const client: Machine<ClientName>['client'] = (name, args, env = {}) => {
    const variables = { HOME: home, PATH: SYSTEM_PATH, ...variablesOf(name, model.url), ...env };
    return run(join(bin, name), args, { cwd: project, env: variables });
  };

  return {
    home,
    hub,
    model,
    read: (path) => readFileSync(join(home, path), 'utf8'),
    write: (path, text) => writeFileSync(join(home, path), text),
    nerve,
    useHub: (url) => {
      hubUrl = url;
    },
    init: async (...args) => {
      await nerve('init', '--yes', ...args);
      const agents = clients.map((name) => AGENT[name]);
      const tokens = await Promise.all(agents.map(async (agent) => [agent, await tokenOf(agent)] as const));
      for (const [, token] of tokens) hub.tokens.add(token);
      return Object.fromEntries(tokens) as Record<AgentOf<ClientName>, string>;
    },
    client,
    ask: async (name, env) => succeed(await client(name, TURNS[name], env)),
    close: async () => {
      await Promise.all([model.close(), hub.close()]);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };

  async function tokenOf(agent: AgentOf<ClientName>): Promise<string> {
    const { Authorization } = JSON.parse(await nerve('token', 'header', '--agent', agent)) as Record<
      string,
      string
    >;
    return (Authorization ?? '').slice('Bearer '.length);
  }
}

/** A link; for a script a starter that becomes Node, so that ending it ends the client. */
function putProgram(path: string, program: string): void {
  if (!isScript(program)) {
    symlinkSync(program, path);
    return;
  }
  const quoted = [process.execPath, program].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  writeFileSync(path, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`, { mode: 0o755 });
}

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

function succeed(ended: Ended): string {
  if (ended.exit === 0) return ended.stdout;
  throw new Error(`exit ${ended.exit}\n${ended.stdout.slice(-3000)}\n${ended.stderr.slice(-3000)}`);
}
