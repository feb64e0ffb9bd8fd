/** What every tool is asked to bring to Codex and Claude Code: two rule files and two MCP servers. Nothing listens there. */

export const RULES = {
  style: '# Style\n\n- Be direct: the answer first.\n- Prefer the smallest change that solves the problem.\n',
  tests: '# Tests\n\n- Run the tests before you say that it works.\n- A bug gets a test first.\n',
} as const;

export const SERVERS = {
  remote: { name: 'bench-remote', url: 'http://127.0.0.1:9/mcp' },
  local: { name: 'bench-local', command: 'node', args: ['bench-server.js'] },
} as const;
