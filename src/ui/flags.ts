/** Flags that several commands share. */
import * as Flags from '@oclif/core/flags';
import {
  type AgentChoice,
  AUTH_MODES,
  BUNDLE_PLACES,
  PERMISSIONS,
  TRANSPORTS,
} from '../lib/base/config/agent-choice.ts';
import { CONFLICT_POLICIES } from '../lib/base/config/settings.ts';

export const viewFlags = {
  'dry-run': Flags.boolean({ description: 'Write nothing; list what would change.' }),
  diff: Flags.boolean({ description: 'Show the text of every change; writes nothing.' }),
};

export const conflictFlags = {
  conflict: Flags.option({
    options: CONFLICT_POLICIES,
    env: 'NERVE_EXTERNAL_AGENTS_CONFLICT',
    description: 'What to do where you changed something that nerve wrote.',
    helpValue: 'backup|skip|merge|ask',
  })(),
  'keep-going': Flags.boolean({
    description: 'When a file cannot be edited safely, still write the others (exit 4).',
  }),
};

/** What a person can choose for an agent. */
export const choiceFlags = {
  transport: Flags.option({
    options: TRANSPORTS,
    env: 'NERVE_EXTERNAL_AGENTS_TRANSPORT',
    helpValue: 'http|stdio',
    description:
      'How agents reach the hub: at its address, or through a program that they start, `nerve mcp` [default: http].',
  })(),
  auth: Flags.option({
    options: AUTH_MODES,
    env: 'NERVE_EXTERNAL_AGENTS_AUTH',
    helpValue: 'auto|inline|env|helper',
    description:
      'How agents get their token over HTTP: inline in a file that only you can read, from NERVE_TOKEN, or from a helper command.',
  })(),
  permissions: Flags.option({
    options: PERMISSIONS,
    env: 'NERVE_EXTERNAL_AGENTS_PERMISSIONS',
    helpValue: 'nerve|allow-all|none',
    description: "What agents may do unasked: nerve's own data tools, everything (dangerous), nothing new.",
  })(),
  bundle: Flags.option({
    options: BUNDLE_PLACES,
    env: 'NERVE_EXTERNAL_AGENTS_BUNDLE',
    helpValue: 'default|memory-file|none',
    description: "Where the memory text goes: the agent's best place, a block in its memory file, nowhere.",
  })(),
  skills: Flags.boolean({
    allowNo: true,
    env: 'NERVE_EXTERNAL_AGENTS_SKILLS',
    description: "Give agents the workspace's skills; --no-skills keeps them away [default: yes].",
  }),
};

type Choice = Partial<Pick<AgentChoice, 'transport' | 'auth' | 'permissions' | 'bundle' | 'skills'>>;

/** The answers that were given. */
export function choiceFrom(flags: { readonly [K in keyof Choice]: Choice[K] | undefined }): Choice {
  return {
    ...(flags.transport ? { transport: flags.transport } : {}),
    ...(flags.auth ? { auth: flags.auth } : {}),
    ...(flags.permissions ? { permissions: flags.permissions } : {}),
    ...(flags.bundle ? { bundle: flags.bundle } : {}),
    ...(flags.skills === undefined ? {} : { skills: flags.skills }),
  };
}
