/** What an agent's record asks of its memory text. */
import type { AgentRecord } from '../registry/agent-record.ts';
import type { BundleRecipe } from './bundle.ts';

/**
 * The recipe of an agent's own bundle; undefined for an agent without one.
 * @param workspacePath the workspace as shown to people, such as `~/nerve-workspace`
 */
export function recipeOf(
  { name, title, bundle }: AgentRecord,
  workspacePath: string,
): BundleRecipe | undefined {
  if (!bundle) return undefined;
  return {
    style: bundle.style,
    agent: name,
    agentTitle: title,
    include: bundle.include,
    budget: { bytes: bundle.budgetBytes },
    shared: false,
    workspacePath,
    sessionContextCall: bundle.sessionContextCall,
  };
}
