/** Where the hub is. */
import type { Config } from './config.ts';

type Settings = { readonly config: Config };

/** The URL of the hub, without a slash at its end. */
export function hubUrlOf({ config }: Settings): string {
  return config.text('hub.url').replace(/\/+$/, '');
}

/** The URL of the hub's MCP endpoint. */
export function endpointOf(settings: Settings): string {
  return hubUrlOf(settings) + settings.config.text('mcp_endpoint.path');
}
