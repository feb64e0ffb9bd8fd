/** Any program that reads a Markdown file: the bundle, in a file that the user names. */
import type { AgentRecord } from '../agent-record.ts';

const memory = { place: { at: '{path}' }, ownership: 'block' } as const;

export const generic: AgentRecord = {
  name: 'generic',
  title: 'Markdown file',
  aliases: ['markdown'],
  settings: [],
  permissions: { nerve: [], 'allow-all': [], none: [] },
  bundle: {
    style: 'plain',
    include: ['SOUL', 'IDENTITY', 'USER', 'AGENTS', 'TOOLS', 'MEMORY'],
    budgetBytes: 32 * 1024,
    default: memory,
    memoryFile: memory,
    sessionContextCall: '',
  },
};
