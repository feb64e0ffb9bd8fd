/** The starter files of a new workspace. */

export interface SeedAnswers {
  /** How the user wants to be called. */
  readonly name?: string;
  /** IANA name such as `Europe/Berlin`. */
  readonly timezone?: string;
}

export interface SeedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The starter texts. An answer that is missing, or of which nothing usable is left, leaves its sentence out.
 * Answers are untrusted: only letters, digits and harmless punctuation of them arrive in the text.
 */
export function workspaceSeed(answers: SeedAnswers): readonly SeedFile[] {
  const name = safeName(answers.name);
  const timezone = safeTimezone(answers.timezone);
  return [
    { path: 'SOUL.md', text: SOUL },
    { path: 'IDENTITY.md', text: identity(name) },
    { path: 'USER.md', text: user(name, timezone) },
    { path: 'AGENTS.md', text: AGENTS },
    { path: 'TOOLS.md', text: TOOLS },
    { path: 'MEMORY.md', text: MEMORY },
    { path: 'skills/README.md', text: SKILLS },
  ];
}

/** One line without anything that Markdown, HTML, a template or an `@import` could read as more than a name. */
function safeName(name = ''): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\s\p{Cc}]/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N} .,'’&()-]/gu, '')
    .replace(/ {2,}/g, ' ');
  return [...plain.trim()].slice(0, 80).join('').trim();
}

function safeTimezone(timezone = ''): string {
  const plain = timezone.trim();
  return /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(plain) ? plain : '';
}

function lines(...parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join('\n')}\n`;
}

const SOUL = lines(
  '# Soul',
  '',
  '<!-- How every agent behaves, whatever the task. Change the lines until they sound like you. Keep the file',
  '     short: agents read all of it at every start. Comments like this one are never shown to them. -->',
  '',
  '- Be direct: the answer first, then the reasons that matter.',
  '- Say what you do not know and how you would find out. Never invent results, quotes or file contents.',
  '- Prefer the smallest change that solves the problem, and check that it does.',
  '- Ask before anything that cannot be undone: deleting data, publishing, paying, writing to people.',
  '- When you were wrong, say so plainly and mend it.',
);

function identity(name: string): string {
  return lines(
    '# Identity',
    '',
    '<!-- Who the agents are to you: a role, a tone, a name if you like. All your agents share it. -->',
    '',
    name
      ? `You work for ${name}, as one of several agents that share one memory: what you save, the others can recall.`
      : 'You are one of several agents that share one memory: what you save, the others can recall.',
    'Be a careful partner who thinks along, not a servant who only executes.',
  );
}

function user(name: string, timezone: string): string {
  return lines(
    '# User',
    '',
    '<!-- Who you are and how you like to work: languages, habits, how much detail you want. What is true only',
    '     on this machine, or is private, goes into USER.local.md: it never reaches a file that others read. -->',
    ...(name || timezone ? [''] : []),
    name !== '' && `- Name: ${name}`,
    timezone !== '' && `- Time zone: ${timezone}`,
  );
}

const AGENTS = lines(
  '# Agents',
  '',
  '<!-- The rules of work that hold in every project. Rules of one project belong in that project’s AGENTS.md. -->',
  '',
  '- Read the code and its tests before you change them, and follow the style that is there.',
  '- Run the project’s own checks before you say that something works.',
  '- Save decisions, preferences and hard-won facts as soon as you learn them, one fact at a time.',
  '- Never save a secret. Save where it is kept.',
);

const TOOLS = lines(
  '# Tools',
  '',
  '<!-- What agents cannot guess about your machines and services: host names, ports, commands that need a flag,',
  '     where things are kept. No passwords or keys: nerve removes what it recognises, but do not rely on it.',
  '',
  '     - The staging server is staging.example.com; deploy with `make deploy-staging`.',
  '     - Use `uv`, not `pip`, for Python projects. -->',
);

const MEMORY = lines(
  '# Memory',
  '',
  '<!-- Facts that every conversation should start with. Newest first: when the file grows too long for an agent,',
  '     lines are left out from the end. Everything else belongs in memories that agents look up when needed.',
  '',
  '     ## Decisions',
  '',
  '     - 2026-03-01: new services are written in Go. -->',
);

const SKILLS = lines(
  '# Skills',
  '',
  'A skill is a recipe that agents open when a task calls for it, so it costs nothing until then. Each one is a',
  'folder with a file `SKILL.md`:',
  '',
  '```markdown',
  '---',
  'name: release-notes',
  'description: Write release notes from the merged pull requests. Use when a version is tagged.',
  '---',
  '',
  '1. List what was merged since the last tag.',
  '2. Group it by what users notice; leave out the rest.',
  '```',
  '',
  'Here that file would be `skills/release-notes/SKILL.md`. The description decides when the skill is used: say',
  'what it does and when. `nerve sync` gives each skill to the agents that read skills; `enabled: false` between the',
  'two `---` keeps it here.',
);
