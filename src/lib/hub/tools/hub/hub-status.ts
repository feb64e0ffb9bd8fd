/** `hub_status`: the hub about itself. */
import { z } from 'zod';
import { defineTool } from '../tool.ts';

const output = z.strictObject({
  version: z.string(),
  url: z.string(),
  pid: z.int(),
  uptimeSeconds: z.int(),
  agent: z.string(),
  session: z.string(),
  scopes: z.array(z.string()),
});

/** What version, since when, and what this token may do. */
export const hubStatus = defineTool({
  name: 'hub_status',
  title: 'Hub status',
  description: 'The hub behind these tools: its version, address and age, and what your token allows.',
  scope: 'read',
  effect: 'read',
  input: z.strictObject({}),
  output,
  run: async ({ hub, clock, version, principal, session }) => {
    const uptimeSeconds = Math.round((clock.now().getTime() - hub.startedAt) / 1000);
    const { subject, scopes } = principal;
    const data = {
      version,
      url: hub.url,
      pid: hub.pid,
      uptimeSeconds,
      agent: subject,
      session,
      scopes: [...scopes],
    };
    const text = `nerve ${version} at ${hub.url}, up for ${uptimeSeconds} s. You are ${subject} in ${session} and may: ${scopes.join(', ')}.`;
    return { text, data };
  },
});
