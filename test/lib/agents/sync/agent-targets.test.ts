import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentRecord, McpRecord } from '../../../../src/lib/agents/registry/agent-record.ts';
import { claudeCode } from '../../../../src/lib/agents/registry/agents/claude-code.ts';
import { codex } from '../../../../src/lib/agents/registry/agents/codex.ts';
import { agentTargets } from '../../../../src/lib/agents/sync/agent-targets.ts';
import { chooseAuth, type UsedAuthMode } from '../../../../src/lib/agents/sync/auth-mode.ts';
import { type AgentChoice, DEFAULT_CHOICE } from '../../../../src/lib/base/config/agent-choice.ts';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import { put } from '../../../support/home.ts';
import { tempDir } from '../../../support/temp.ts';

const values = { url: 'http://h/mcp', token: 'T', helper: 'H' };

function targetsOf(
  agent: AgentRecord,
  auth: UsedAuthMode | undefined,
  choice: Partial<AgentChoice> = {},
  env: Record<string, string> = {},
) {
  const machine = { paths: resolvePaths({ HOME: '/h' }), env };
  return agentTargets({
    agent,
    choice: { ...DEFAULT_CHOICE, name: agent.name, ...choice },
    auth,
    values,
    launcher: '/h/.nerve/bin/nerve',
    machine,
    bundleText: 'Bundle.\n',
    sidecars: true,
  });
}

describe('agentTargets of Codex', () => {
  it.each([
    ['inline', { http_headers: { Authorization: 'Bearer T' } }, true],
    ['env', { bearer_token_env_var: 'NERVE_TOKEN' }, false],
    ['helper', { http_headers_helper: 'H' }, false],
  ] as const)('with the token %s', (auth, credentials, secret) => {
    const [entry] = targetsOf(codex, auth);
    expect(entry).toMatchObject({
      id: 'codex:mcp',
      file: '/h/.codex/config.toml',
      path: ['mcp_servers', 'nerve'],
      value: { url: 'http://h/mcp', default_tools_approval_mode: 'approve', ...credentials },
      secret,
    });
    expect(JSON.stringify(targetsOf(codex, auth)).includes('Bearer T')).toBe(secret);
  });

  it('on stdio: the bridge, no token, the same rights', () => {
    const [entry] = targetsOf(codex, undefined, { transport: 'stdio' });
    expect(entry).toMatchObject({
      value: {
        command: '/h/.nerve/bin/nerve',
        args: ['mcp', '--agent', 'codex'],
        tool_timeout_sec: 300,
        default_tools_approval_mode: 'approve',
      },
      secret: false,
    });
    expect(JSON.stringify(entry)).not.toContain('http');
  });

  it.each([
    ['none', ['codex:mcp', 'codex:mcp_optional_startup_grace_ms', 'codex:bundle-block']],
    ['nerve', ['codex:mcp', 'codex:mcp_optional_startup_grace_ms', 'codex:bundle-block']],
    [
      'allow-all',
      [
        'codex:mcp',
        'codex:mcp_optional_startup_grace_ms',
        'codex:approval_policy',
        'codex:sandbox_mode',
        'codex:bundle-block',
      ],
    ],
  ] as const)('with the permissions %s', (permissions, ids) => {
    const targets = targetsOf(codex, 'env', { permissions });
    expect(targets.map((target) => target.id)).toEqual(ids);
    const approval = permissions === 'none' ? {} : { default_tools_approval_mode: 'approve' };
    expect(targets[0]).toMatchObject({ value: approval });
    expect('default_tools_approval_mode' in (targets[0] as { value: object }).value).toBe(
      permissions !== 'none',
    );
  });

  it('in a moved folder', () => {
    const files = targetsOf(codex, 'env', {}, { CODEX_HOME: '/x/y' }).map((target) => target.file);
    expect(new Set(files)).toEqual(new Set(['/x/y/config.toml', '/x/y/AGENTS.md']));
  });
});

describe('agentTargets of Claude Code', () => {
  it('has a file of its own, or a block, or nothing for the bundle', () => {
    const last = (bundle: AgentChoice['bundle']) => targetsOf(claudeCode, 'env', { bundle }).at(-1);
    expect(last('default')).toMatchObject({ kind: 'file', file: '/h/.claude/rules/nerve.md', sidecar: true });
    expect(last('memory-file')).toMatchObject({ kind: 'block', file: '/h/.claude/CLAUDE.md' });
    expect(last('none')).toMatchObject({ kind: 'member' });
  });

  it.each([
    [{}, '/h/.claude.json', '/h/.claude/settings.json'],
    [{ CLAUDE_CONFIG_DIR: '/c' }, '/c/.claude.json', '/c/settings.json'],
  ])('with the environment %j', (env, state, settings) => {
    const [entry, permission] = targetsOf(claudeCode, 'inline', {}, env);
    expect(entry).toMatchObject({
      file: state,
      path: ['mcpServers', 'nerve'],
      lock: 'proper-lockfile',
      value: { type: 'http', url: 'http://h/mcp', headers: { Authorization: 'Bearer T' } },
    });
    expect(permission).toMatchObject({ kind: 'member', file: settings, member: 'mcp__nerve' });
  });

  it('leaves the expansion of the variable to the agent', () => {
    expect(targetsOf(claudeCode, 'env')[0]).toMatchObject({
      value: { headers: { Authorization: `Bearer \${NERVE_TOKEN}` } },
    });
  });
});

describe('chooseAuth', () => {
  /** A home with a config of this mode and a program that says this version. */
  function machineWith(mode: number | undefined, version: string | undefined) {
    const home = tempDir();
    if (version !== undefined) put(home, { 'bin/codex': `#!/bin/sh\necho codex-cli ${version}\n` });
    if (version !== undefined) chmodSync(join(home, 'bin/codex'), 0o755);
    put(home, { '.codex': null });
    if (mode !== undefined) {
      writeFileSync(join(home, '.codex/config.toml'), '');
      chmodSync(join(home, '.codex/config.toml'), mode);
    }
    const paths = resolvePaths({ HOME: home });
    const system = createRealSystem({
      allowlist: createAllowlist({ roots: [paths.nerveHome], files: [], home }),
    });
    return { system, machine: { paths, env: { HOME: home, PATH: join(home, 'bin') } } };
  }

  it.each([
    ['no file', undefined, '0.169.0', 'inline'],
    ['a private file', 0o600, '0.169.0', 'inline'],
    ['a file that others read, and a client that knows helpers', 0o644, '0.170.1', 'helper'],
    ['a file that others read, and an older client', 0o644, '0.168.9', 'inline'],
    ['a file that others read, and no client', 0o640, undefined, 'inline'],
  ] as const)('%s', async (_title, mode, version, expected) => {
    const { system, machine } = machineWith(mode, version);
    expect(await chooseAuth('auto', codex, system, machine)).toBe(expected);
  });

  it('takes what was asked for, if the agent can', async () => {
    const { system, machine } = machineWith(0o644, undefined);
    for (const asked of ['inline', 'env', 'helper'] as const) {
      expect(await chooseAuth(asked, codex, system, machine)).toBe(asked);
    }
    const mcp = codex.mcp as McpRecord;
    const { helper: _helper, ...auth } = mcp.auth;
    const old = { ...codex, mcp: { ...mcp, auth } };
    await expect(chooseAuth('helper', old, system, machine)).rejects.toMatchObject({ code: 'no-helper' });
  });
});
