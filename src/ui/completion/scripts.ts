/** All shells that completions are made for. */
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import type { CompletionModel } from './model.ts';
import { powershellScript } from './powershell.ts';
import { zshScript } from './zsh.ts';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (model: CompletionModel) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

/** The completion script for a shell: static, so that pressing TAB starts no process. */
export function completionScript(shell: Shell, model: CompletionModel): string {
  return SCRIPTS[shell](model);
}
