/** What a person can be asked. Every question throws `InterruptedError` on Ctrl-C and at the end of the input. */
import { InterruptedError } from '../../lib/base/kernel/interrupt.ts';

export interface Option<T> {
  readonly value: T;
  readonly name: string;
  /** For the line that remains once it is answered; default the name. */
  readonly short?: string;
}

export interface TextOptions {
  readonly default: string;
  /** True, or what is wrong with the text. */
  readonly check?: (text: string) => true | string;
}

export interface Asker {
  /** One or more of the options; `chosen` are marked at the start. */
  many<T extends string>(message: string, options: readonly Option<T>[], chosen: readonly T[]): Promise<T[]>;
  one<T extends string>(message: string, options: readonly Option<T>[], initial: T): Promise<T>;
  yesNo(message: string, initial: boolean): Promise<boolean>;
  /** A line of text; Enter takes the default, and `-` says that it stays empty. */
  text(message: string, options: TextOptions): Promise<string>;
}

/** What `text` answers mean: trimmed, and empty for `-`. */
export function plainAnswer(text: string): string {
  const trimmed = text.trim();
  return trimmed === '-' ? '' : trimmed;
}

export function stopped(): InterruptedError {
  return new InterruptedError('Stopped; nothing was changed', { code: 'interrupted' });
}
