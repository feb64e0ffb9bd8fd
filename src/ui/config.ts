/** Prints settings: one per line, and what an edit of one means. */
import { tildify } from '../lib/base/config/paths.ts';
import type { ConfigEdit } from '../lib/setup/config-edit.ts';
import type { SettingView } from '../lib/setup/config-view.ts';
import type { Result, Session } from './session.ts';
import { table } from './table.ts';

/** `key  value`, with `origin` also where each comes from. Values that are not the default stand out. */
export function printSettings(
  views: readonly SettingView[],
  { style, paths }: Session,
  origin: boolean,
): string {
  const rows = views.map((view) => {
    const value = tildify(String(view.value), paths.home);
    return [
      view.key,
      view.origin === 'default' ? style.dim(value) : style.bold(value),
      ...(origin ? [style.dim(originOf(view, paths.home))] : []),
    ];
  });
  return table(rows);
}

/** `environment NERVE_WORKSPACE`, `~/.nerve/config.yaml:3` or `default`. */
export function originOf(view: SettingView, home: string): string {
  if (view.origin === 'env') return `environment ${view.from}`;
  return view.from === undefined ? 'default' : tildify(view.from, home);
}

/** One setting as data; `from` is null for a default. */
export function settingAsData(view: SettingView): Record<string, unknown> {
  const { key, value, origin, from, about } = view;
  return { key, value, origin, from: from ?? null, default: view.default, about };
}

/** What was done, who wins over it, and what to run next. */
export function reportEdit(edit: ConfigEdit, { paths, style }: Session): Result {
  const file = tildify(edit.file, paths.home);
  const what =
    edit.value === undefined
      ? `${edit.key} is not set, the default is ${edit.default}`
      : `${edit.key} is ${style.bold(String(edit.value))}`;
  const lines = [edit.changed ? `${what} (${file})` : `${what}. Nothing to change.`];
  if (edit.needsSync) lines.push(`Write it to your agents: ${style.bold('nerve sync')}`);
  const { overriddenBy, ...data } = edit;
  return {
    data: { ...data, value: edit.value ?? null, overriddenBy: overriddenBy ?? null },
    text: lines.join('\n'),
    warnings: overriddenBy ? [`${overriddenBy} is set and wins over ${file}`] : [],
  };
}
