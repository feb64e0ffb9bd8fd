/** The usual way without any care: parse, set two keys, print. It shows what the verdicts make of that. */
import { join } from 'node:path';
import type { Bench } from '../lib/suite.ts';
import { SERVERS } from './sample.ts';
import { type Tool, USER_PLACES } from './tool.ts';

export function reprintTool(bench: Bench): Tool {
  const script = join(bench.root, 'bench', 'floors', 'reprint.ts');
  return {
    name: 'parse and print',
    version: '',
    scope: 'user',
    weight: undefined,
    places: USER_PLACES,
    own: [],
    prepare: () => {},
    apply: ({ home }) => [{ args: [script, JSON.stringify(SERVERS)], cwd: home, env: { HOME: home } }],
    undo: undefined,
    help: undefined,
  };
}
