/** A user's machine for one test: a home with both clients in it, a scripted model, a stand-in for the hub. */
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
import { type ClientName, clientsCache, installClient } from './install.ts';
import { type Script, type ScriptedModel, startModel } from './model.ts';
import { type Ended, run } from './process.ts';

export interface Machine {
  readonly home: string;
  readonly hub: Hub;
  readonly model: ScriptedModel;
  /** A file of the home as text. */
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs nerve. @throws Error unless it exits with 0. */
  nerve(...args: string[]): Promise<string>;
  /** `nerve init --yes`; then the hub lets the new tokens in. Returns them by agent. */
  init(...args: string[]): Promise<Record<AgentName, string>>;
  /** Runs a client with HOME and PATH alone in its environment. */
  client(name: ClientName, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** One turn without a person: `codex exec` or `claude -p`. @throws Error unless it exits with 0. */
  ask(name: ClientName, env?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

export type AgentName = 'codex' | 'claude-code';

/** The client's name among nerve's agents. */
export const AGENT: Readonly<Record<ClientName, AgentName>> = { codex: 'codex', claude: 'claude-code' };

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
/** Nothing listens there, so whatever is not on loopback fails at once. */
const NOWHERE = 'http://127.0.0.1:9';
const SYSTEM_PATH = ['/usr/local/bin', '/usr/bin', '/bin'].join(':');

/** Builds it; `close` stops the servers and removes the home. */
export async function createMachine(script: Script = {}): Promise<Machine> {
  // Not below the temporary folder: Codex does without parts of itself there.
  const home = realpathSync(mkdtempSync(join(makeFolder(clientsCache()), ".home of Ann's ")));
  const programs: Record<ClientName, string> = {
    codex: installClient('codex'),
    claude: installClient('claude'),
  };
  const model = await startModel(script);
  const hub = await startHub();
  const project = makeFolder(join(home, 'project'));
  const bin = makeFolder(join(home, 'bin'));
  for (const [name, program] of Object.entries(programs)) symlinkSync(program, join(bin, name));
  seed(home, model.url);

  const nerve = async (...args: string[]): Promise<string> => {
    const env = { HOME: home, PATH: `${bin}:${SYSTEM_PATH}`, NERVE_HUB_URL: hub.url };
    return succeed(
      await run(process.execPath, [join(root, 'bin', 'nerve.js'), ...args], { cwd: project, env }),
    );
  };
  const client: Machine['client'] = (name, args, env = {}) =>
    run(programs[name], args, { cwd: project, env: { HOME: home, PATH: SYSTEM_PATH, ...env } });

  return {
    home,
    hub,
    model,
    read: (path) => readFileSync(join(home, path), 'utf8'),
    write: (path, text) => writeFileSync(join(home, path), text),
    nerve,
    init: async (...args) => {
      await nerve('init', '--yes', ...args);
      const tokens = { codex: await tokenOf('codex'), 'claude-code': await tokenOf('claude-code') };
      for (const token of Object.values(tokens)) hub.tokens.add(token);
      return tokens;
    },
    client,
    ask: async (name, env) => succeed(await client(name, TURN[name], env)),
    close: async () => {
      await Promise.all([model.close(), hub.close()]);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };

  async function tokenOf(agent: AgentName): Promise<string> {
    const { Authorization } = JSON.parse(await nerve('token', 'header', '--agent', agent)) as Record<
      string,
      string
    >;
    return (Authorization ?? '').slice('Bearer '.length);
  }
}

const TURN: Readonly<Record<ClientName, readonly string[]>> = {
  codex: ['exec', '--json', '--skip-git-repo-check', 'go on'],
  claude: ['-p', 'go on', '--output-format', 'json'],
};

/** The clients' own settings, as a user has them before nerve comes: the model, no telemetry, no updates. */
function seed(home: string, modelUrl: string): void {
  const proxy = {
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    ALL_PROXY: NOWHERE,
    NO_PROXY: '127.0.0.1,localhost',
  };
  const codex = makeFolder(join(home, '.codex'));
  const claude = makeFolder(join(home, '.claude'));
  const config = [
    'model = "gpt-6.1-sol" # a model in code mode',
    'model_provider = "scripted"',
    'check_for_update_on_startup = false',
    '',
    '[analytics]',
    'enabled = false',
    '',
    '[model_providers.scripted]',
    'name = "Scripted"',
    `base_url = "${modelUrl}/v1"`,
    'wire_api = "responses"',
  ];
  writeFileSync(join(codex, 'config.toml'), `${config.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(
    join(codex, '.env'),
    Object.entries(proxy)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const env = {
    ...proxy,
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: 'not-a-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
  };
  writeFileSync(join(claude, 'settings.json'), `${JSON.stringify({ env }, null, 2)}\n`, { mode: 0o600 });
}

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

function succeed(ended: Ended): string {
  if (ended.exit === 0) return ended.stdout;
  throw new Error(`exit ${ended.exit}\n${ended.stdout.slice(-3000)}\n${ended.stderr.slice(-3000)}`);
}
