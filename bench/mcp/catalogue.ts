/** The tools that every measured server has: one that answers, and many that are only listed. */

export const TOOLS = 60;

export interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object'; readonly [keyword: string]: unknown };
}

export function catalogue(): ListedTool[] {
  const echo = {
    name: 'echo',
    description: 'Gives the text back.',
    inputSchema: {
      type: 'object',
      properties: { text: { type: 'string', description: 'What to give back' } },
      required: ['text'],
      additionalProperties: false,
    },
  } as const;
  const others = Array.from({ length: TOOLS - 1 }, (_, at) => ({
    name: `notes_search_${at + 1}`,
    description: `Searches shelf ${at + 1} for notes that match all words, the newest first unless told otherwise.`,
    inputSchema: {
      type: 'object',
      properties: {
        shelf: { type: 'string', description: 'Which shelf, by its name' },
        words: { type: 'string', minLength: 1, maxLength: 400, description: 'Words that all have to occur' },
        limit: { type: 'integer', minimum: 1, maximum: 100, description: 'How many notes at most' },
        order: { type: 'string', enum: ['newest', 'oldest', 'best'], description: 'Which come first' },
        archived: { type: 'boolean', description: 'Whether notes of the archive count, too' },
        tags: {
          type: 'array',
          items: { type: 'string' },
          maxItems: 20,
          description: 'Tags that all are needed',
        },
      },
      required: ['shelf', 'words'],
      additionalProperties: false,
    } as const,
  }));
  return [echo, ...others];
}

export const say = (text: unknown) => ({ content: [{ type: 'text' as const, text: `echo:${text}` }] });
