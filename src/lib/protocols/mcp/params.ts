/** Hand-written checks of the parameters that methods take. */
import { invalidParams } from './errors.ts';
import { isFields } from './message.ts';
import type { CompleteParams, Fields } from './types.ts';

/** @throws McpError */
export function readText(params: Fields, name: string): string {
  const value = params[name];
  if (typeof value !== 'string') throw invalidParams(`${name} is not a string`);
  return value;
}

/** Arguments of prompts are texts. @throws McpError */
export function readPromptArguments(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isTexts(value)) throw invalidParams('arguments is not an object of strings');
  return value;
}

/** @throws McpError */
export function readCompleteParams({ ref, argument, context }: Fields): CompleteParams {
  if (!isReference(ref)) throw invalidParams('ref names neither a prompt nor a resource');
  if (!isFields(argument) || typeof argument.name !== 'string' || typeof argument.value !== 'string')
    throw invalidParams('argument lacks name or value');
  const { name, value } = argument;
  if (context === undefined) return { ref, argument: { name, value } };
  const known = isFields(context) ? context.arguments : null;
  if (known !== undefined && !isTexts(known))
    throw invalidParams('context.arguments is not an object of strings');
  return { ref, argument: { name, value }, context: { arguments: known ?? {} } };
}

function isReference(ref: unknown): ref is CompleteParams['ref'] {
  if (!isFields(ref)) return false;
  if (ref.type === 'ref/prompt') return typeof ref.name === 'string';
  return ref.type === 'ref/resource' && typeof ref.uri === 'string';
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isFields(value) && Object.values(value).every((one) => typeof one === 'string');
}
