/** The hub about itself, and the interface about itself. */
import { z } from '@hono/zod-openapi';
import { TABLES } from '../../../base/store/stats.ts';
import { defineOperation } from '../operation.ts';
import { isoOf, isoOrNull } from '../schemas.ts';

const bytes = z.int().describe('Bytes.');
const rows = Object.fromEntries(TABLES.map((table) => [table, z.int()])) as Record<
  (typeof TABLES)[number],
  z.ZodInt
>;

export const diagnostics = defineOperation({
  id: 'diagnostics',
  method: 'get',
  path: '/api/diagnostics',
  tag: 'hub',
  summary: 'Version, age, database, streams, memory.',
  effect: 'read',
  answer: z.strictObject({
    version: z.string(),
    url: z.string(),
    pid: z.int(),
    startedAt: z.iso.datetime(),
    uptimeSeconds: z.int(),
    database: z.strictObject({
      schema: z.int(),
      bytes,
      freeBytes: bytes,
      rows: z.strictObject(rows),
      oldestEvent: z.iso.datetime().nullable(),
      newestEvent: z.iso.datetime().nullable(),
      writer: z.strictObject({
        where: z.enum(['here', 'worker']),
        running: z.boolean().describe('False between the end of the writing thread and the next write.'),
        waiting: z.int().describe('Steps that are asked for and not done yet.'),
      }),
    }),
    mcp: z.strictObject({ streams: z.int(), calls: z.int() }).describe('What is under way.'),
    memory: z.strictObject({ rss: bytes, heapUsed: bytes, external: bytes }),
    leases: z.array(
      z.strictObject({
        name: z.string(),
        owner: z.string(),
        acquiredAt: z.iso.datetime(),
        until: z.iso.datetime(),
      }),
    ),
  }),
  run: async ({ context, facts, store, load }) => {
    const hub = facts();
    const { schema, pageSize, pages, freePages, rows: counts, ...events } = await store.stats();
    const { rss, heapUsed, external } = process.memoryUsage();
    return {
      version: context.version,
      url: hub.url,
      pid: hub.pid,
      startedAt: isoOf(hub.startedAt),
      uptimeSeconds: Math.round((context.clock.now().getTime() - hub.startedAt) / 1000),
      database: {
        schema,
        bytes: pages * pageSize,
        freeBytes: freePages * pageSize,
        rows: { ...counts },
        oldestEvent: isoOrNull(events.oldestEvent),
        newestEvent: isoOrNull(events.newestEvent),
        writer: store.writerState(),
      },
      mcp: load(),
      memory: { rss, heapUsed, external },
      leases: (await store.leases.list()).map(({ name, owner, acquiredAt, until }) => ({
        name,
        owner,
        acquiredAt: isoOf(acquiredAt),
        until: isoOf(until),
      })),
    };
  },
});

export const describeInterface = defineOperation({
  id: 'describeInterface',
  method: 'get',
  path: '/api/openapi.json',
  tag: 'hub',
  summary: 'This interface as an OpenAPI 3.1 document.',
  effect: 'read',
  answer: z.looseObject({ openapi: z.string() }),
  run: async ({ document }) => document() as { openapi: string },
});
