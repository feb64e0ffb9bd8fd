/** All families of resources that the hub serves. */
import type { ResourceSource } from './resource-source.ts';
import { sessionResources } from './session-resources.ts';
import type { Services } from './tool-handlers.ts';
import { bundleResources, workspaceResources } from './workspace-resources.ts';

/** In the order in which clients see them. */
export function resourceSources({
  context,
  store,
}: Pick<Services, 'context' | 'store'>): readonly ResourceSource[] {
  return [workspaceResources(context), bundleResources(context), sessionResources(store)];
}
