/** All tools that are compared. */
import { installPeer } from '../lib/peers.ts';
import { stageNerve } from '../lib/stage.ts';
import type { Bench } from '../lib/suite.ts';
import { addMcpTool } from './add-mcp.ts';
import { nerveTool } from './nerve.ts';
import { rulerTool } from './ruler.ts';
import { rulesyncTool } from './rulesync.ts';
import type { Tool } from './tool.ts';

/** Installs the peers where they are missing, and builds nerve. */
export async function prepareTools(
  bench: Bench,
): Promise<{ readonly nerve: readonly Tool[]; readonly peers: readonly Tool[] }> {
  const staged = await stageNerve(bench);
  const peer = (id: string) => installPeer(id, bench.log);
  return {
    nerve: [nerveTool(staged, 'init'), nerveTool(staged, 'sync')],
    peers: [rulerTool(peer('ruler')), rulesyncTool(peer('rulesync')), addMcpTool(peer('add-mcp'))],
  };
}
