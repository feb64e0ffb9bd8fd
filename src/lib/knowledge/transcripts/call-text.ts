/** The words that stand for the call of a tool, for people and for search. Pure. */
import { isObject, type Json } from '../../base/kernel/json.ts';
import { textField } from './row-fields.ts';

/** The command of a shell; of every other tool its name and its arguments. */
export function callText(name: string, input: Json | undefined): string {
  const command = isObject(input) ? textField(input, 'command') : undefined;
  if (command !== undefined) return command;
  const args = JSON.stringify(input) ?? '{}';
  return args === '{}' ? name : `${name} ${args}`;
}
