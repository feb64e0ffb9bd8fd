/** Reads the front matter of a `SKILL.md` as strictly as the strictest agent. */
import { contentOf, isText } from '../../kernel/content.ts';
import { findFrontMatter, parseFrontMatter, readAgents } from '../front-matter.ts';
import { MAX_DESCRIPTION, SKILL_FILE } from './skill.ts';
import { UnusableSkill } from './skill-files.ts';

export interface SkillHead {
  readonly description: string;
  readonly enabled: boolean;
  readonly agents?: readonly string[];
}

/**
 * @param folder the name of the skill's folder
 * @throws UnusableSkill where an agent would leave the skill out or call it by another name; UserError for broken YAML
 */
export async function readSkillHead(bytes: Buffer, folder: string): Promise<SkillHead> {
  const { name, description, enabled = true, agents } = await parseHead(bytes);
  if (typeof enabled !== 'boolean') throw new UnusableSkill('`enabled` is neither true nor false');
  if (typeof name !== 'string') throw new UnusableSkill(`${SKILL_FILE} has no \`name\``);
  if (name !== folder)
    throw new UnusableSkill(
      `${SKILL_FILE} calls it ${JSON.stringify(name)}, and agents expect the name of its folder`,
    );
  if (typeof description !== 'string' || description.trim() === '')
    throw new UnusableSkill(`${SKILL_FILE} has no \`description\` that says when to use it`);
  if ([...description].length > MAX_DESCRIPTION)
    throw new UnusableSkill(`its description has more than ${MAX_DESCRIPTION} characters`);
  return {
    description,
    enabled,
    ...(agents === undefined ? {} : { agents: readAgents(agents, SKILL_FILE) }),
  };
}

async function parseHead(bytes: Buffer): Promise<Record<string, unknown>> {
  const text = contentOf(bytes);
  if (!isText(text)) throw new UnusableSkill(`${SKILL_FILE} is not UTF-8 text`);
  // Codex and Gemini CLI find no front matter behind one.
  if (text.startsWith('\ufeff')) throw new UnusableSkill(`${SKILL_FILE} begins with a byte order mark`);
  const found = findFrontMatter(text.replace(/\r\n?/g, '\n'));
  // No agent takes the other end that YAML knows.
  if (found?.end !== '---') throw new UnusableSkill(`${SKILL_FILE} does not begin with front matter`);
  const data = await parseFrontMatter(found.source, SKILL_FILE);
  if (!data) throw new UnusableSkill(`${SKILL_FILE} does not begin with front matter`);
  return data;
}
