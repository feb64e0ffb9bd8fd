/** Edits of `config.yaml`: the user's comments and order stay. */

import type { OwnTarget } from '../agents/changes/target.ts';
import type { AgentChoice } from '../base/config/agent-choice.ts';
import { DEFAULT_CHOICE } from '../base/config/agent-choice.ts';
import type { Context } from '../base/config/context.ts';
import { tildify } from '../base/config/paths.ts';
import type { JsonObject } from '../base/kernel/json.ts';

const TARGETS = ['external_agents', 'targets'];

const NEW_CONFIG = `# Settings of nerve. Every key: docs/configuration.md. Tokens never stand here.
external_agents:
  # ask | backup | skip | merge: what to do where you changed something that nerve wrote.
  conflict_policy: ask
  targets: []
`;

export interface ConfigEdits {
  /** Agents to add or change. */
  readonly choices?: readonly AgentChoice[];
  /** Agents to take out. */
  readonly removed?: readonly string[];
  /** The workspace, where it is not the default or not the one in the file. */
  readonly workspace?: string;
}

/** The configuration file as it will be; undefined when no edit is needed. */
export async function configTarget(
  context: Pick<Context, 'system' | 'paths'>,
  edits: ConfigEdits,
): Promise<OwnTarget | undefined> {
  const { yaml, setListItem, removeListItem } = await import('../base/formats/yaml/index.ts');
  const before = context.system.read(context.paths.config)?.bytes.toString('utf8');
  let text = before ?? NEW_CONFIG;
  for (const choice of edits.choices ?? []) {
    text = setListItem(text, TARGETS, 'name', choice.name, choiceFields(choice));
  }
  for (const name of edits.removed ?? []) text = removeListItem(text, TARGETS, 'name', name);
  if (edits.workspace !== undefined) {
    const { home } = context.paths;
    const isDefault = tildify(edits.workspace, home) === '~/nerve-workspace';
    const known = yaml.parse(text).workspace;
    if (known !== undefined || !isDefault)
      text = yaml.set(text, ['workspace'], tildify(edits.workspace, home));
  }
  if (text === before) return undefined;
  return {
    kind: 'own',
    id: 'nerve:config',
    owner: 'nerve',
    file: context.paths.config,
    label: 'settings',
    text,
    mode: 0o600,
  };
}

/** What a file should say of a choice: the name, whether it is enabled, and what differs from the default. */
function choiceFields(choice: AgentChoice): JsonObject {
  const { name, enabled, ...rest } = choice;
  const special = Object.entries(rest).filter(
    ([key, value]) => (DEFAULT_CHOICE as JsonObject)[key] !== value,
  );
  return { name, enabled, ...Object.fromEntries(special) };
}
