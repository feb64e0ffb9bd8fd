/** Which skills agents get: the one list that everything about skills goes by. */
import { join } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { contentOf, isText } from '../../base/kernel/content.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import { type SecretSpan, spanLines } from '../../base/kernel/secret-spans.ts';
import { readSkills } from '../../base/workspace/skills/read-skills.ts';
import { SKILLS_FOLDER, type Skill, type SkillProblem } from '../../base/workspace/skills/skill.ts';
import type { MaskedSecret } from '../bundles/bundle.ts';
import { listLines } from '../bundles/render.ts';
import { scanSecrets } from '../bundles/secret-scan.ts';

export interface ExportedSkills {
  readonly skills: readonly Skill[];
  /** What lies in the workspace's folder of skills and is left out. */
  readonly problems: readonly SkillProblem[];
}

export const NO_SKILLS: ExportedSkills = { skills: [], problems: [] };

/**
 * Reads the enabled skills of the workspace. One with something that looks like a secret is left out: a mask would
 * break a script.
 * @throws RefusedError `secret-in-workspace` instead, with the policy `refuse`; and for files that cannot be read.
 */
export async function exportedSkills(context: Pick<Context, 'system' | 'config'>): Promise<ExportedSkills> {
  const directory = context.config.text('workspace');
  const found = await readSkills(context.system, directory);
  const skills: Skill[] = [];
  const problems: SkillProblem[] = [...found.problems];
  for (const skill of found.skills) {
    const secrets = await secretsIn(skill);
    const [first] = secrets;
    if (!first) skills.push(skill);
    else if (context.config.text('secrets.in_workspace') === 'refuse') throw refusal(directory, secrets);
    else problems.push({ name: skill.name, why: `there is a secret in ${places(secrets)}` });
  }
  return { skills, problems };
}

/** A problem as a sentence. */
export function skillNotice({ name, why }: SkillProblem): string {
  return `the skill ${name} is left out: ${why}`;
}

/** Secrets by file, as it is called below the workspace. */
async function secretsIn({ name, files }: Skill): Promise<MaskedSecret[]> {
  const found: MaskedSecret[] = [];
  for (const { path, bytes } of files) {
    const text = contentOf(bytes);
    if (!isText(text)) continue;
    const spans = (await scanSecrets(text)).filter((span) => isLiteral(text, span));
    const lines = spanLines(text, spans);
    const file = `${SKILLS_FOLDER}/${name}/${path}`;
    found.push(...spans.map(({ kind }, index) => ({ file, line: lines[index] ?? 1, kind })));
  }
  return found;
}

/** In a program, a bare value with a bracket is an expression: `password = read(file)`. */
function isLiteral(text: string, { start, end }: SecretSpan): boolean {
  return /["'`]/.test(text.charAt(start - 1)) || !/[()[\]{}]/.test(text.slice(start, end));
}

function refusal(directory: string, secrets: readonly MaskedSecret[]): RefusedError {
  const [first] = secrets;
  return new RefusedError(`there is a secret in a skill of the workspace ${directory}: ${places(secrets)}`, {
    code: 'secret-in-workspace',
    hint: `take it out of ${join(directory, first?.file ?? '')} and write down where it is kept instead`,
    data: { secrets },
  });
}

/** `skills/deploy/run.sh (line 3: password)`, for each file. */
function places(secrets: readonly MaskedSecret[]): string {
  return [...Map.groupBy(secrets, ({ file }) => file)]
    .map(([file, inFile]) => `${file} ${listLines(inFile)}`)
    .join('; ');
}
