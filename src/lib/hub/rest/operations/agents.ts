/** Coding agents: the same use cases as `nerve agents` and `nerve sync`. Nobody is asked: a decision is a 409. */
import { z } from '@hono/zod-openapi';
import { UnavailableError } from '../../../base/kernel/errors.ts';
import type { AgentServices } from '../agent-services.ts';
import { defineOperation, type RestContext } from '../operation.ts';

const params = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/) });

const AgentFile = z.strictObject({ file: z.string(), state: z.string() });
const change = {
  agents: z.array(z.string()).readonly().describe('Those that were looked at.'),
  files: z
    .array(z.strictObject({ file: z.string(), action: z.enum(['create', 'update', 'delete']) }))
    .readonly()
    .describe('What was changed.'),
  notices: z.array(z.string()).readonly(),
};

export const listAgents = defineOperation({
  id: 'listAgents',
  method: 'get',
  path: '/api/external-agents',
  tag: 'external agents',
  summary: 'The agents that nerve knows, and how those that you have added stand.',
  effect: 'read',
  answer: z.strictObject({
    enabled: z.boolean().describe('Whether a sync writes to agents at all.'),
    syncIntervalMinutes: z.int(),
    conflictPolicy: z.string(),
    available: z
      .array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          installed: z.boolean(),
          version: z.string().nullable(),
        }),
      )
      .readonly(),
    configured: z
      .array(
        z.strictObject({
          name: z.string(),
          enabled: z.boolean(),
          lastSync: z.iso.datetime().nullable(),
          files: z.array(AgentFile).readonly(),
        }),
      )
      .readonly(),
  }),
  run: (context) => servicesOf(context).status(),
});

export const syncAgents = defineOperation({
  id: 'syncAgents',
  method: 'post',
  path: '/api/external-agents/sync',
  tag: 'external agents',
  summary: 'Brings the files of all enabled agents up to date.',
  admin: true,
  effect: 'outside',
  answer: z.strictObject({ status: z.literal('ok'), ...change }),
  problems: [409],
  run: async (context) => ({ status: 'ok' as const, ...(await servicesOf(context).sync()) }),
});

export const enableAgent = defineOperation({
  id: 'enableAgent',
  method: 'post',
  path: '/api/external-agents/{name}/enable',
  tag: 'external agents',
  summary: "Lets a sync write a paused agent's files again, and brings them up to date.",
  admin: true,
  effect: 'outside',
  params,
  answer: z.strictObject({ name: z.string(), enabled: z.literal(true), ...change }),
  problems: [404, 409],
  run: async (context, { params: { name } }) => ({
    enabled: true as const,
    ...(await servicesOf(context).enable(name)),
  }),
});

export const disableAgent = defineOperation({
  id: 'disableAgent',
  method: 'post',
  path: '/api/external-agents/{name}/disable',
  tag: 'external agents',
  summary: 'Lets a sync pass an agent by; its files stay as they are.',
  admin: true,
  effect: 'outside',
  params,
  answer: z.strictObject({ name: z.string(), enabled: z.literal(false), ...change }),
  problems: [404, 409],
  run: async (context, { params: { name } }) => ({
    enabled: false as const,
    ...(await servicesOf(context).disable(name)),
  }),
});

export const removeAgent = defineOperation({
  id: 'removeAgent',
  method: 'delete',
  path: '/api/external-agents/{name}',
  tag: 'external agents',
  summary: "Takes nerve out of an agent's files and forgets the agent; its token ends.",
  admin: true,
  effect: 'outside',
  params,
  answer: z.strictObject({ status: z.literal('removed'), name: z.string(), ...change }),
  problems: [404, 409],
  run: async (context, { params: { name } }) => ({
    status: 'removed' as const,
    ...(await servicesOf(context).remove(name)),
  }),
});

/** @throws UnavailableError (`no-agents`) */
function servicesOf({ agents }: RestContext): AgentServices {
  if (agents) return agents;
  throw new UnavailableError('This hub does not look after agents', { code: 'no-agents' });
}
