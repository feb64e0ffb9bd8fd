/** `nerve config set|unset`: one key of `config.yaml`, checked before it is written; comments and order stay. */
import { withChanges } from '../agents/changes/change-session.ts';
import type { Context } from '../base/config/context.ts';
import { tildify } from '../base/config/paths.ts';
import type { SettingKey } from '../base/config/setting-key.ts';
import { checkValue, parseText, type Value } from '../base/config/setting-value.ts';
import { RefusedError, UnavailableError } from '../base/kernel/errors.ts';
import { ChangedUnderneath } from '../base/system/system.ts';
import { configTarget, edited } from './config-file.ts';
import { entryOf, namedSetting, requireAdded, TARGETS } from './config-view.ts';

export interface ConfigEdit {
  readonly key: string;
  /** What the file says now; undefined when it says nothing, so that the default counts. */
  readonly value: Value | undefined;
  readonly default: Value;
  readonly changed: boolean;
  readonly file: string;
  /** The environment variable that is set and wins over the file. */
  readonly overriddenBy: string | undefined;
  /** The change reaches agents' files with the next sync. */
  readonly needsSync: boolean;
}

const TRIES = 3;

/**
 * Sets a key from a text. A folder is kept as an absolute path, or below `~`.
 * @throws UserError for an unknown key or a value that it does not take, and then nothing is touched; RefusedError
 * when the file cannot be edited safely; UnavailableError when others hold the lock or keep writing.
 */
export async function setSetting(context: Context, key: string, text: string): Promise<ConfigEdit> {
  const named = known(context, key);
  const { setting, agent } = named;
  const { home } = context.paths;
  const checked = checkValue(setting, parseText(setting, text), named.key, home);
  const value = setting.type === 'path' ? tildify(String(checked), home) : checked;
  const { yaml, setListItem } = await import('../base/formats/yaml/index.ts');
  const changed = await rewrite(context, `config set ${named.key}`, (before) => {
    if (agent !== undefined) return setListItem(before, TARGETS, 'name', agent, { [setting.key]: value });
    return yaml.set(before, setting.key.split('.'), value);
  });
  return report(context, named, value, changed);
}

/** Takes a key out of the file, so that its default counts again. @throws as `setSetting` */
export async function unsetSetting(context: Context, key: string): Promise<ConfigEdit> {
  const named = known(context, key);
  const { setting, agent } = named;
  if (!context.config.exists) return report(context, named, undefined, false);
  const { yaml } = await import('../base/formats/yaml/index.ts');
  const { removeEntryKey } = await import('../base/config/config-text.ts');
  const changed = await rewrite(context, `config unset ${named.key}`, (before) => {
    if (agent !== undefined) return removeEntryKey(before, entryOf(agent), setting.key);
    return yaml.remove(before, setting.key.split('.'));
  });
  return report(context, named, undefined, changed);
}

function known(context: Context, key: string): SettingKey {
  const named = namedSetting(context, key);
  if (named.agent !== undefined) requireAdded(context, named.agent);
  return named;
}

function report(context: Context, named: SettingKey, value: Value | undefined, changed: boolean): ConfigEdit {
  const { key, setting, agent } = named;
  const variable = agent === undefined ? setting.env : undefined;
  return {
    key,
    value,
    default: setting.default,
    changed,
    file: context.paths.config,
    overriddenBy: variable && context.env[variable] ? variable : undefined,
    needsSync: changed && setting.affectsAgents === true && context.config.agents.length > 0,
  };
}

/** Reads, edits and writes the file under the lock; whether it changed. */
async function rewrite(context: Context, command: string, edit: (text: string) => string): Promise<boolean> {
  const { system, paths } = context;
  const fresh = context.config.exists ? undefined : await configTarget(context, {});
  return withChanges(context, command, async () => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = system.read(paths.config);
      const before = found ? textOf(found.bytes, paths.config) : (fresh?.text ?? '');
      const after = edited(before, paths.config, edit);
      if (found && after === before) return false;
      try {
        system.write(paths.config, Buffer.from(after), {
          expect: found?.hash ?? null,
          ...(found ? {} : { mode: 0o600 }),
        });
        return true;
      } catch (error) {
        if (!(error instanceof ChangedUnderneath)) throw error;
      }
    }
    throw new UnavailableError(`${paths.config} keeps changing while nerve wants to write it`, {
      code: 'keeps-changing',
      hint: 'close the program that writes it and try again',
    });
  });
}

/** The text of a file. @throws RefusedError (`not-utf-8`) */
export function textOf(bytes: Buffer, file: string): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  throw new RefusedError(`${file} is not UTF-8 text`, { code: 'not-utf-8', hint: 'save it as UTF-8' });
}
