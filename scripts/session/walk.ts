/** Walks the five minutes: every command in a real terminal, with the real agents, in a throw-away home. */
import { deepStrictEqual } from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { clientsCache, installClient } from '../../test/clients/support/install.ts';
import { type ScriptedModel, startModel, textsOf } from '../../test/clients/support/model.ts';
import { NO_NETWORK } from '../../test/clients/support/seeds.ts';
import { treeOf } from '../../test/support/files.ts';
import { repository } from '../../test/support/scenario.ts';
import { MINUTES, type Step, stepsOf } from './minutes.ts';
import { AGENTS_OWN, makeNewcomer, type Newcomer, PROJECT, type Program } from './newcomer.ts';
import { assertStable, replacementsFor, stable } from './stable.ts';
import { perform, type Screen } from './terminal.ts';

/** The screens of every command, in the order of `MINUTES`. */
export type Recording = ReadonlyMap<Step, readonly Screen[]>;

/**
 * Records them; npm installs the agents first if need be.
 * @param entry nerve's `bin/nerve.js`
 * @throws Error when there is no agent, when a command fails, when the home is not at its end as it was, or when a text
 * tells of this machine.
 */
export async function walk(entry: string): Promise<Recording> {
  const codex = installClient('codex');
  const claude = installClient('claude');
  // Not below the temporary folder: Codex does without parts of itself there.
  const cache = clientsCache();
  mkdirSync(cache, { recursive: true });
  const root = realpathSync(mkdtempSync(join(cache, '.session-')));
  const model = await startModel();
  try {
    const newcomer = makeNewcomer(root, {
      nerve: [process.execPath, entry],
      codex: codexOn(model.url, codex),
      claude: [claude],
    });
    const before = treeOf(newcomer.home, AGENTS_OWN);
    const recording = new Map<Step, readonly Screen[]>();
    for (const step of stepsOf(MINUTES)) {
      const home = step.inCopy ? newcomer.copy : newcomer.home;
      if (!existsSync(home)) cpSync(newcomer.home, home, { recursive: true, verbatimSymlinks: true });
      const cwd = step.inCopy ? join(home, PROJECT) : home;
      const exitFile = join(root, 'exit');
      const screens = await perform(step, { cwd, env: newcomer.env(home), exitFile });
      if (step.inCopy) writeFileSync(join(cwd, 'request.txt'), lastRequest(model));
      recording.set(
        step,
        screens.map((screen) => stableScreen(screen, newcomer, entry)),
      );
    }
    deepStrictEqual(treeOf(newcomer.home, AGENTS_OWN), before);
    return recording;
  } finally {
    await model.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** @throws Error when the agent asked its model nothing. */
function lastRequest({ requests }: ScriptedModel): string {
  if (requests.length === 0) throw new Error('Codex ended well and asked its model nothing');
  return textsOf(requests.at(-1));
}

/** @throws Error when a place of this machine is left in it. */
function stableScreen({ text, painted, cursor }: Screen, newcomer: Newcomer, entry: string): Screen {
  const replacements = replacementsFor(newcomer, entry);
  const screen = { text: stable(text, replacements), painted: stable(painted, replacements), cursor };
  const telling = [newcomer.root, process.execPath, entry, repository, homedir()];
  for (const shown of [screen.text, stripVTControlCharacters(screen.painted)]) assertStable(shown, telling);
  return screen;
}

/** Codex as it is, but with the scripted model, and without the world. */
function codexOn(modelUrl: string, codex: string): Program {
  const settings = {
    model_provider: 'scripted',
    'model_providers.scripted.name': 'Scripted',
    'model_providers.scripted.base_url': `${modelUrl}/v1`,
    'model_providers.scripted.wire_api': 'responses',
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}="${value}"`]);
  const quiet = ['-c', 'check_for_update_on_startup=false', '-c', 'analytics.enabled=false'];
  const variables = Object.entries(NO_NETWORK).map(([name, value]) => `${name}=${value}`);
  return ['env', ...variables, codex, ...flags, ...quiet];
}
