/** Can the settings be read, and do they say what nerve understands? */
import { AGENTS } from '../../../agents/registry/registry.ts';
import { type Config, loadConfig } from '../../../base/config/config.ts';
import { SETTINGS } from '../../../base/config/settings.ts';
import { UserError } from '../../../base/kernel/errors.ts';
import { nearest } from '../../../base/kernel/nearest.ts';
import { createAllowlist } from '../../../base/system/allowlist.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';
import { sentence } from '../sentence.ts';

export const configCheck: Check = {
  id: 'config.valid',
  look: async (examination) => {
    const problems: UserError[] = [];
    const config = await load(examination, problems);
    const findings = [
      ...problems.map((problem) => problemFinding(examination, problem)),
      ...(config
        ? [
            ...tooWide(examination, config),
            ...unknownKeys(examination, config),
            ...unknownAgents(examination, config),
          ]
        : []),
    ];
    if (findings.length > 0) return findings;
    const { paths } = examination.context;
    const file = examination.show(paths.config);
    if (config?.exists) return [{ id: 'config.valid', level: 'ok', message: `${file} is valid.` }];
    // A ledger alone may be that of a repository.
    const wasThere = examination.context.system.stat(paths.launcher) !== undefined;
    const message = wasThere
      ? `${file} is gone, although nerve was set up here.`
      : 'nerve is not set up for this user yet.';
    return [{ id: 'config.exists', level: wasThere ? 'error' : 'info', message, fix: 'nerve init' }];
  },
};

/** Undefined where not even the file can be read. */
async function load({ context }: Examination, problems: UserError[]): Promise<Config | undefined> {
  const { system, paths, env } = context;
  try {
    return await loadConfig(system, paths, env, { onProblem: (problem) => void problems.push(problem) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(error);
    return undefined;
  }
}

function problemFinding({ context, show, word }: Examination, problem: UserError): Finding {
  const { config: file } = context.paths;
  return {
    id: 'config.valid',
    level: 'error',
    code: problem.code,
    message: sentence(problem.message.replace(file, show(file))),
    fix: fixFor(problem, word(file)),
  };
}

function fixFor({ code, message }: UserError, file: string): string {
  const variable = /^environment variable (\w+) /.exec(message)?.[1];
  if (variable) return `unset ${variable}`;
  if (code === 'not-a-file') return `mv ${file} ${file}.bad && nerve init`;
  if (code === 'not-readable') return `chmod 600 ${file}`;
  const key = /^([\w.]+) in /.exec(message)?.[1];
  const isSetting = SETTINGS.some((setting) => setting.key === key);
  return isSetting ? `nerve config unset ${key}` : `"\${EDITOR:-vi}" ${file}`;
}

/** A workspace that holds the home folder would open all of it for writing, so every other command refuses. */
function tooWide({ context, show }: Examination, config: Config): Finding[] {
  const workspace = config.text('workspace');
  try {
    createAllowlist({ roots: [workspace], files: [], home: context.paths.home });
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = `The workspace ${show(workspace)} contains your home folder; it needs a folder of its own.`;
    const isVariable = config.get('workspace').origin === 'env';
    const fix = isVariable ? 'unset NERVE_WORKSPACE' : 'nerve config unset workspace';
    return [{ id: 'config.workspace', level: 'error', message, fix, code: error.code }];
  }
}

function unknownKeys({ context, show, word }: Examination, config: Config): Finding[] {
  const { config: file } = context.paths;
  return config.warnings.map((warning) => ({
    id: 'config.keys',
    level: 'warn',
    message: sentence(warning.replace(file, show(file))),
    fix: `"\${EDITOR:-vi}" ${word(file)}`,
  }));
}

function unknownAgents({ context, word }: Examination, config: Config): Finding[] {
  const names = AGENTS.map((agent) => agent.name);
  return config.agents
    .filter(({ name }) => !names.includes(name))
    .map(({ name }) => {
      const guess = nearest(name, [...names, ...AGENTS.flatMap((agent) => agent.aliases)]);
      const hint = guess ? `; did you mean ${guess}?` : `; it knows ${names.join(', ')}.`;
      return {
        id: 'config.agents',
        subject: name,
        level: 'error',
        code: 'unknown-agent',
        message: `Your settings name an agent ${JSON.stringify(name)} that nerve does not know${hint}`,
        fix: `"\${EDITOR:-vi}" ${word(context.paths.config)}`,
      };
    });
}
