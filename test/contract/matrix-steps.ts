/** The command lines of the matrix, with the exit code of each. */

export interface Step {
  readonly args: string;
  readonly code: number;
  /** It may change the home. */
  readonly writes?: true;
}

/** `0 sync --check`: the exit code, then the command line; `!` after the code if it may write. */
function steps(text: string): Step[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, code, writes, args = ''] = /^\s*(\d+)(!?) (.*)$/.exec(line) ?? [];
      return { args, code: Number(code), ...(writes ? { writes: true as const } : {}) };
    });
}

/** In a home with two agents where nerve was never set up. */
export const BEFORE = steps(`
  2 agents add codex
  2 agents disable codex
  2 agents enable codex
  2 agents import
  0 agents list
  2 agents remove codex
  0 agents status
  0 capabilities
  0 completion bash
  0 config get workspace
  0 config list
  0 config path
  2 config set external_agents.conflict_policy nope
  5 db backup ~/nerve.bak
  0 db export
  0 db prune
  2 db restore ~/absent
  0 db stats
  5 db vacuum
  0 config unset external_agents.conflict_policy
  2 ingest nope
  0 ingest all --dry-run
  3 ingest reset
  0 ingest status
  3 init
  0 init --dry-run
  0 init --diff
  0 doctor
  0 audit
  2 mcp --agent nope
  4 serve --port 0 --host 0.0.0.0
  5 service install
  0 service remove
  0 service status
  0 sessions list
  2 sessions show codex:x
  2 sessions archive codex:x
  0 tools list
  2 tools call nope
  0 status
  2 sync
  2 sync --check
  5 token header --agent codex
  1 token inspect codex
  0 init --project ~/repo --dry-run
  2! sync --project ~/repo
  2 trust ~/repo
  0 token keys
  0 token list
  2 token scopes codex
  2! token mint laptop --ttl nope
  2! token revoke codex
  2! token rotate codex
  3 uninstall
  0! uninstall --yes
  0 welcome
  0 --help
  0 --version
`);

/** A life with nerve, in its order. */
export const LIFE = steps(`
  0! init --yes
  0 init --yes
  0 agents list
  0 agents status
  0 capabilities
  0 completion zsh
  0 config get workspace
  0 config list --origin
  0 config path
  0 init --dry-run
  0 doctor
  0 doctor --fix
  0 status
  0 status --check
  0 sync --check
  2 mcp --agent codex --session nope
  0 sync --diff
  0 sync
  0 token header --agent codex
  0 token inspect codex
  0 token list --all
  3 uninstall
  0 uninstall --dry-run
  0 welcome
  0 help agents
  0! config set external_agents.conflict_policy skip
  0! config unset external_agents.conflict_policy
  0! agents disable codex
  0 agents status
  0! agents enable codex
  0! agents remove codex
  1 token inspect codex
  0! agents add codex
  0 agents import
  0 agents import codex --dry-run
  0! token mint laptop
  0! token rotate laptop
  0 token scopes laptop
  0! token scopes laptop --remove memory
  0 token keys
  0! token keys --rotate --retire
  0! tools call hub_status
  1! tools call session_read
  0 tools list --agent
  0 audit --failed
  5 service install hub
  0 service status hub
  0 service remove hub
  0 sessions list --status active
  0 sessions show external:nerve-cli:local
  0! sessions archive external:nerve-cli:local
  4 serve --port 0 --host 0.0.0.0
  0! token revoke laptop
  0 ingest all --dry-run
  0! ingest all
  0! ingest codex --any --once
  0! ingest reset codex --yes
  0 ingest status
  0 db stats
  0 db export
  0! db export ~/audit.jsonl
  4 db export ~/audit.jsonl
  0! db backup ~/nerve.bak
  4 db backup ~/nerve.bak
  0! db backup ~/nerve.bak --force
  0 db prune --dry-run
  0! db prune --older-than 30d
  0! db vacuum
  0! db restore ~/nerve.bak
  0! init --project ~/repo --yes
  0 sync --project ~/repo --check
  0 trust ~/repo
  0! trust ~/repo --revoke
  3 trust ~/repo
  4 sync --project ~/repo
  0! trust ~/repo --yes
  0! uninstall --project ~/repo --yes
  0! uninstall --yes
`);
