/** The tools of the measured hub: its own, one that answers at once, and others that are only listed. */
import { z } from 'zod';
import { allTools } from '../../src/lib/hub/tools/all.ts';
import { defineTool, type ToolContext, type ToolSpec } from '../../src/lib/hub/tools/tool.ts';
import { catalogue, TOOLS } from '../mcp/catalogue.ts';

/** As many as every measured server has. */
export function hubTools(): readonly ToolSpec[] {
  const [echo, ...others] = catalogue();
  if (!echo) throw new Error('the catalogue is empty');
  const echoes = defineTool({
    ...described(echo),
    input: z.strictObject({ text: z.string().describe('What to give back') }),
    run: async (_context: ToolContext, { text }: { readonly text: string }) => ({ text: `echo:${text}` }),
  });
  const listed = others.map((tool) => defineTool({ ...described(tool), input: SEARCH, run: nothing }));
  // The last of the catalogue stays: it tells a whole list.
  return [echoes, ...allTools, ...listed.slice(allTools.length + 1 - TOOLS)];
}

const SEARCH = z.strictObject({
  shelf: z.string().describe('Which shelf, by its name'),
  words: z.string().min(1).max(400).describe('Words that all have to occur'),
  limit: z.int().min(1).max(100).optional().describe('How many notes at most'),
  order: z.enum(['newest', 'oldest', 'best']).optional().describe('Which come first'),
  archived: z.boolean().optional().describe('Whether notes of the archive count, too'),
  tags: z.array(z.string()).max(20).optional().describe('Tags that all are needed'),
});

function described({ name, description }: { readonly name: string; readonly description: string }) {
  return { name, title: name, description, scope: 'read', effect: 'read' } as const;
}

const nothing = async () => ({ text: '' });
