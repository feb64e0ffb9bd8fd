/** What each command writes. The manifest cannot say it, so it stands here; a test compares the two lists. */

/** Nothing, files below nerve's own folder (and the workspace), or also files of agents. */
export type Effect = 'nothing' | 'own' | 'agents';

const EFFECTS: Readonly<Record<string, Effect>> = {
  'agents add': 'agents',
  'agents disable': 'own',
  'agents enable': 'agents',
  'agents import': 'agents',
  'agents list': 'nothing',
  'agents remove': 'agents',
  'agents status': 'nothing',
  audit: 'nothing',
  capabilities: 'nothing',
  completion: 'nothing',
  'config get': 'nothing',
  'config list': 'nothing',
  'config path': 'nothing',
  'config set': 'own',
  'config unset': 'own',
  'db backup': 'own',
  'db export': 'own',
  'db prune': 'own',
  'db restore': 'own',
  'db stats': 'nothing',
  'db vacuum': 'own',
  doctor: 'agents',
  ingest: 'own',
  'ingest reset': 'own',
  'ingest status': 'nothing',
  init: 'agents',
  mcp: 'agents',
  serve: 'agents',
  'service install': 'agents',
  'service remove': 'agents',
  'service status': 'nothing',
  'sessions archive': 'own',
  'sessions list': 'nothing',
  'sessions show': 'nothing',
  status: 'nothing',
  sync: 'agents',
  'token header': 'nothing',
  'token inspect': 'nothing',
  'token keys': 'own',
  'token list': 'nothing',
  'token mint': 'own',
  'token revoke': 'own',
  'token rotate': 'agents',
  'token scopes': 'own',
  'tools call': 'own',
  'tools list': 'nothing',
  trust: 'own',
  uninstall: 'agents',
};

/** Commands that are listed here. */
export const LISTED = Object.keys(EFFECTS);

/** What a command writes at most; a command that nobody described may write anything. */
export function effectOf(command: string): Effect {
  return EFFECTS[command] ?? 'agents';
}
