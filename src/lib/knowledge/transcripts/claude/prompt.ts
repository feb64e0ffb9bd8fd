/** Telling what a person typed from all else that Claude Code writes under the role `user`. Pure. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { objectField, textField } from '../row-fields.ts';

/** Why words are not a person's, by the tag that they begin with. */
const TAGS: Readonly<Record<string, string>> = {
  'command-name': 'command',
  'command-message': 'command',
  'local-command-caveat': 'meta',
  'local-command-stdout': 'command output',
  'local-command-stderr': 'command output',
  'bash-input': 'command',
  'bash-stdout': 'command output',
  'bash-stderr': 'command output',
  'task-notification': 'task',
  'teammate-message': 'peer',
  'cross-session-message': 'peer',
  'system-reminder': 'context',
  'user-memory-input': 'memory',
  'fork-boilerplate': 'context',
};

/** Turns that began by themselves (`turnOrigin`, named in the program of 2.1.328). */
const AUTOMATIC: ReadonlySet<string> = new Set([
  'auto_continuation',
  'host_synthetic',
  'peer',
  'scheduled',
  'task_notification',
]);

const OPENING_TAG = /^\s*<([a-z-]+)>/;
const KNOWN_TAGS = new RegExp(`</?(?:${Object.keys(TAGS).join('|')}|command-args)>`, 'g');

/** Why the words of a `user` row are not what a person typed, or undefined where they are. */
export function notTyped(row: JsonObject, text: string): string | undefined {
  if (row.isCompactSummary === true) return 'summary';
  if (row.isMeta === true) return 'meta';
  if (text.startsWith('[Request interrupted')) return 'interrupted';
  const tag = OPENING_TAG.exec(text)?.[1];
  if (tag !== undefined && Object.hasOwn(TAGS, tag)) return TAGS[tag];
  if (row.isVisibleInTranscriptOnly === true) return 'not sent';
  const origin = textField(row, 'turnOrigin');
  if (origin !== undefined && AUTOMATIC.has(origin)) return origin;
  if (textField(row, 'promptSource') === 'system') return 'system';
  return notHuman(row);
}

/** Why a prompt that waited in the queue is not a person's. */
export function notTypedQueued(attachment: JsonObject): string | undefined {
  if (attachment.isMeta === true) return 'meta';
  const mode = textField(attachment, 'commandMode');
  return mode !== undefined && mode !== 'prompt' ? mode : notHuman(attachment);
}

function notHuman(row: JsonObject): string | undefined {
  const kind = textField(objectField(row, 'origin'), 'kind');
  return kind === 'human' ? undefined : kind;
}

/** The words without the program's tags; a command as it was typed. */
export function withoutTags(text: string): string {
  const command = /<command-name>([^<]*)<\/command-name>/.exec(text)?.[1];
  if (command !== undefined) {
    const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(text)?.[1] ?? '';
    return `${command} ${args}`.trim();
  }
  return text.replace(KNOWN_TAGS, '').trim();
}
