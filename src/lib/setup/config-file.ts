/** Edits of `config.yaml`: the user's comments and order stay. */
import type { OwnTarget } from '../agents/changes/target.ts';
import type { AgentChoice } from '../base/config/agent-choice.ts';
import { DEFAULT_CHOICE } from '../base/config/agent-choice.ts';
import type { Context } from '../base/config/context.ts';
import { tildify } from '../base/config/paths.ts';
import { type ServerDefinition, serverFields } from '../base/config/servers.ts';
import { EditRefused, UnparseableError } from '../base/formats/format.ts';
import { RefusedError, UserError } from '../base/kernel/errors.ts';
import { isObject, type JsonObject, valueAt } from '../base/kernel/json.ts';

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
  /** MCP servers to add. */
  readonly servers?: readonly ServerDefinition[];
  /** The workspace, where it is not the default or not the one in the file. */
  readonly workspace?: string;
}

/**
 * The configuration file as it will be; undefined when no edit is needed.
 * @throws RefusedError (`edit-refused`) where its text cannot be edited safely.
 */
export async function configTarget(
  context: Pick<Context, 'system' | 'paths'>,
  edits: ConfigEdits,
): Promise<OwnTarget | undefined> {
  const { yaml, setListItem, removeListItem } = await import('../base/formats/yaml/index.ts');
  const before = context.system.read(context.paths.config)?.bytes.toString('utf8');
  const text = edited(before ?? NEW_CONFIG, context.paths.config, (start) => {
    let next = start;
    for (const choice of edits.choices ?? []) {
      const listed = valueAt(yaml.parse(next), TARGETS);
      next = setListItem(next, TARGETS, 'name', choice.name, choiceFields(choice, listed));
    }
    for (const name of edits.removed ?? []) next = removeListItem(next, TARGETS, 'name', name);
    const servers = (edits.servers ?? []).map((server) => [server.name, serverFields(server)]);
    if (servers.length > 0) next = yaml.set(next, ['servers'], Object.fromEntries(servers));
    if (edits.workspace === undefined) return next;
    const { home } = context.paths;
    const isDefault = tildify(edits.workspace, home) === '~/nerve-workspace';
    const known = yaml.parse(next).workspace;
    return known === undefined && isDefault
      ? next
      : yaml.set(next, ['workspace'], tildify(edits.workspace, home));
  });
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

/** The text after an edit. @throws UserError where it is no YAML; RefusedError where it cannot be edited safely. */
export function edited(text: string, file: string, edit: (text: string) => string): string {
  try {
    return edit(text);
  } catch (error) {
    if (error instanceof UnparseableError) {
      throw new UserError(`${file} is not valid YAML: ${error.message}`, {
        code: 'invalid-config',
        hint: 'mend the line',
        cause: error,
      });
    }
    if (!(error instanceof EditRefused)) throw error;
    throw new RefusedError(`${file} cannot be edited safely: ${error.message}`, {
      code: 'edit-refused',
      hint: 'make the change by hand: see `nerve config path`',
      cause: error,
    });
  }
}

/**
 * What a file should say of a choice: the name, whether it is enabled, what differs from the default, and what it says
 * already (`listed` is the list of choices in it).
 */
function choiceFields(choice: AgentChoice, listed: unknown): JsonObject {
  const { name, enabled, ...rest } = choice;
  const entries: unknown[] = Array.isArray(listed) ? listed : [];
  const entry = entries.filter(isObject).find((candidate) => candidate.name === name) ?? {};
  const special = Object.entries(rest).filter(
    ([key, value]) => (DEFAULT_CHOICE as JsonObject)[key] !== value || Object.hasOwn(entry, key),
  );
  return { name, enabled, ...Object.fromEntries(special) };
}
