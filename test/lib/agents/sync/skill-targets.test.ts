import { describe, expect, it } from 'vitest';
import { AGENTS, agentByName } from '../../../../src/lib/agents/registry/registry.ts';
import { getsSkills, skillOf, skillTargets } from '../../../../src/lib/agents/sync/skill-targets.ts';
import { DEFAULT_CHOICE } from '../../../../src/lib/base/config/agent-choice.ts';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import { bytesOf } from '../../../../src/lib/base/kernel/content.ts';
import type { Skill } from '../../../../src/lib/base/workspace/skills/skill.ts';

const file = (path: string, bytes: string | Buffer, executable = false) => ({
  path,
  realPath: `/w/skills/${path}`,
  bytes: Buffer.from(bytes),
  executable,
});
const tidy: Skill = {
  name: 'tidy',
  description: 'Tidies.',
  files: [file('SKILL.md', 'Page.\n'), file('scripts/run.sh', Buffer.from([0x23, 0xff]), true)],
};
const notes: Skill = { ...tidy, name: 'notes', agents: ['codex'], files: [file('SKILL.md', 'Notes.\n')] };

const targets = (name: string, env: Record<string, string> = {}) =>
  skillTargets(agentByName(name), [tidy, notes], { paths: resolvePaths({ HOME: '/h' }), env });

describe('skillTargets', () => {
  it('makes one whole file of each file', () => {
    expect(targets('claude')).toMatchObject([
      {
        kind: 'file',
        id: 'claude-code:skill:tidy/SKILL.md',
        owner: 'claude-code',
        file: '/h/.claude/skills/tidy/SKILL.md',
        label: 'skill tidy',
        text: 'Page.\n',
        executable: false,
        source: '/w/skills/SKILL.md',
      },
      {
        id: 'claude-code:skill:tidy/scripts/run.sh',
        file: '/h/.claude/skills/tidy/scripts/run.sh',
        executable: true,
        partOf: '/h/.claude/skills/tidy/SKILL.md',
      },
    ]);
    const [page, script] = targets('claude');
    expect(page).not.toHaveProperty('partOf');
    // A published hash would be one more file that the agent takes for a part of the skill.
    expect(page).not.toHaveProperty('sidecar');
    expect(bytesOf(script?.text ?? '')).toEqual(Buffer.from([0x23, 0xff]));
  });

  it.each([
    ['codex', { CODEX_HOME: '/c' }, '/h/.codex/skills/notes', '/c/skills/notes'],
    ['gemini', { GEMINI_CLI_HOME: '/c' }, '/h/.gemini/skills/tidy', '/c/.gemini/skills/tidy'],
    ['opencode', { XDG_CONFIG_HOME: '/c' }, '/h/.config/opencode/skills/tidy', '/c/opencode/skills/tidy'],
    ['copilot', { COPILOT_HOME: '/c' }, '/h/.copilot/skills/tidy', '/c/skills/tidy'],
    ['qwen', { QWEN_HOME: '/c' }, '/h/.qwen/skills/tidy', '/c/skills/tidy'],
  ])('for %s, at home and moved', (name, env, home, moved) => {
    const folders = (list: ReturnType<typeof targets>) => list.map((target) => skillOf(target)?.folder);
    expect(folders(targets(name))).toContain(home);
    expect(folders(targets(name, env))).toContain(moved);
  });

  it('gives a skill that names agents to them alone', () => {
    const names = (agent: string) => new Set(targets(agent).map((target) => skillOf(target)?.name));
    expect(names('codex')).toEqual(new Set(['tidy', 'notes']));
    expect(names('gemini')).toEqual(new Set(['tidy']));
  });

  it.each(['cursor', 'generic'])('is empty for %s, which was not seen to read skills', (name) => {
    expect(targets(name)).toEqual([]);
  });
});

it('an agent gets skills if it reads them and the user does not mind', () => {
  const reading = AGENTS.filter((agent) => getsSkills(agent, { ...DEFAULT_CHOICE, name: agent.name }));
  expect(reading.map(({ name }) => name)).toEqual([
    'codex',
    'claude-code',
    'gemini',
    'opencode',
    'copilot',
    'qwen',
  ]);
  const [codex] = reading;
  expect(codex && getsSkills(codex, { ...DEFAULT_CHOICE, name: 'codex', skills: false })).toBe(false);
});

it.each([
  ['codex:skill:tidy/a/b.md', '/h/skills/tidy/a/b.md', { name: 'tidy', folder: '/h/skills/tidy' }],
  ['codex:mcp', '/h/config.toml', undefined],
  ['codex:server:skill', '/h/config.toml', undefined],
  ['nerve:workspace/skills/README.md', '/w/skills/README.md', undefined],
])('skillOf %s', (id, path, expected) => {
  expect(skillOf({ id, file: path })).toEqual(expected);
});
