/** All that the hub serves over MCP. */
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import type { HubPrincipal } from './principal.ts';
import { promptHandlers } from './prompt-handlers.ts';
import { resourceHandlers } from './resource-handlers.ts';
import { resourceSources } from './resource-sources.ts';
import { type Services, toolHandlers } from './tool-handlers.ts';

/** Tools, resources, prompts. */
export function hubHandlers(services: Services): Handlers<HubPrincipal> {
  const sources = resourceSources(services);
  return { ...toolHandlers(services), ...resourceHandlers(sources), ...promptHandlers(sources) };
}
