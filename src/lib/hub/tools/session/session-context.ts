/** `session_context`: what an agent asks first. */
import { z } from 'zod';
import { tildify } from '../../../base/config/paths.ts';
import { defineTool, type ToolContext } from '../tool.ts';

/** What every agent should call before anything else. */
export const sessionContext = defineTool({
  name: 'session_context',
  title: 'Session context',
  description:
    'Call this first in every conversation, with the topic in a few words. Returns the facts of this session: who you are to the user, the time, where the memory files are.',
  scope: 'read',
  effect: 'read',
  always: true,
  input: z.strictObject({
    topic: z.string().trim().min(1).max(500).describe('What the user asks for, in a few words.'),
  }),
  run: async (context, { topic }) => ({ text: textOf(context, topic) }),
});

function textOf({ session, clock, config, paths, principal }: ToolContext, topic: string): string {
  const workspace = tildify(config.text('workspace'), paths.home);
  return [
    '# Session context',
    '',
    `- session: ${session}`,
    `- agent: ${principal.subject}`,
    `- time: ${minuteOf(clock.now())}`,
    `- memory files: ${workspace}`,
    `- topic: ${topic.replace(/\s+/g, ' ')}`,
  ].join('\n');
}

/** Local time to the minute with its zone: `2026-11-21 14:05 Europe/Berlin`. */
function minuteOf(now: Date): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const text = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  }).format(now);
  return `${text} ${timeZone}`;
}
