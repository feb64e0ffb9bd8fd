/** What people, the model and other agents said: prompts, answers, reasoning. Never from injected context. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { list, num, obj, pathOf, str, strings } from './fields.ts';
import { emit, idOf, type Line, note } from './line.ts';

/** `event_msg/user_message`. */
export function userEvent(line: Line, payload: JsonObject): void {
  const images = [...strings(payload.images), ...strings(payload.local_images)];
  prompt(line, str(payload.message) ?? '', images);
}

/** `UserMessage`; in the file of a parent also the prompt of its review, under the child's thread. */
export function userItem(line: Line, item: JsonObject): void {
  const parts = list(item.content).map(obj);
  const text = parts.flatMap((part) => str(part.text) ?? []).join('\n');
  const images = parts.flatMap((part) => pathOf(part.path) ?? str(part.url) ?? str(part.image_url) ?? []);
  prompt(line, text, images, idOf(line, item.id));
}

function prompt(line: Line, text: string, images: readonly string[], id?: string): void {
  emit(line, {
    ...(id === undefined ? {} : { id }),
    role: 'user',
    kind: text === '' && images.length > 0 ? 'image' : 'text',
    text,
    ...(images.length > 0 ? { data: { images: images.map(shortImage) } } : {}),
  });
}

/** A path or an address as it is; a picture inside the line as its kind and length. */
export function shortImage(image: string): string {
  return image.startsWith('data:')
    ? `${image.slice(0, 40).split(',', 1)[0]} (${image.length} characters)`
    : image;
}

/** `event_msg/agent_message`. */
export function answerEvent(line: Line, payload: JsonObject): void {
  answer(line, str(payload.message) ?? '', payload);
}

/** `AgentMessage`. */
export function answerItem(line: Line, item: JsonObject): void {
  answer(line, textOfParts(item.content), item, idOf(line, item.id));
}

function answer(line: Line, text: string, from: JsonObject, id?: string): void {
  const named = id === undefined ? {} : { id };
  const phase = str(from.phase);
  emit(line, {
    ...named,
    role: 'assistant',
    kind: 'text',
    text,
    ...(phase === undefined ? {} : { data: { phase } }),
  });
}

/** `event_msg/agent_reasoning` and `agent_reasoning_raw_content`. */
export function reasoningEvent(line: Line, payload: JsonObject): void {
  emit(line, { role: 'assistant', kind: 'reasoning', text: str(payload.text) ?? '' });
}

/** `Reasoning`; one without words is left to its raw twin, which says how long it is. */
export function reasoningItem(line: Line, item: JsonObject): void {
  const text = [...strings(item.summary_text), ...strings(item.raw_content)].join('\n\n');
  if (text !== '') emit(line, { id: idOf(line, item.id), role: 'assistant', kind: 'reasoning', text });
}

/** `response_item/reasoning`: how much was thought where no words are told, and what was, if asked for. */
export function encryptedReasoning(line: Line, payload: JsonObject): void {
  const encrypted = str(payload.encrypted_content);
  const told = list(payload.summary).length > 0;
  if (encrypted === undefined || (told && !line.keepEncrypted)) return;
  emit(line, {
    id: idOf(line, payload.id, told ? ':encrypted' : ''),
    role: 'assistant',
    kind: 'reasoning',
    text: '',
    data: { encryptedLength: encrypted.length, encrypted: line.keepEncrypted ? encrypted : undefined },
  });
}

/** `response_item/agent_message`: a task for a sub-agent, or its answer. */
export function betweenAgents(line: Line, payload: JsonObject): void {
  const parts = list(payload.content).map(obj);
  const encrypted = parts.flatMap((part) => str(part.encrypted_content) ?? []);
  const length = encrypted.reduce((sum, text) => sum + text.length, 0);
  const data = {
    author: str(payload.author),
    recipient: str(payload.recipient),
    encryptedLength: length === 0 ? undefined : length,
    encrypted: line.keepEncrypted && length > 0 ? encrypted.join('\n') : undefined,
  };
  note(line, textOfParts(payload.content), data, idOf(line, payload.id));
}

/** `HookPrompt`: what a hook told the model. */
export function hookPrompt(line: Line, item: JsonObject): void {
  const text = list(item.fragments)
    .flatMap((part) => str(part) ?? str(obj(part).text) ?? [])
    .join('\n');
  note(line, text, undefined, idOf(line, item.id));
}

/** `Plan`. */
export function planItem(line: Line, item: JsonObject): void {
  emit(line, { id: idOf(line, item.id), role: 'assistant', kind: 'plan', text: str(item.text) ?? '' });
}

/** `compacted`: what the model remembers of all before. */
export function compacted(line: Line, payload: JsonObject): void {
  emit(line, {
    role: 'system',
    kind: 'compaction',
    text: str(payload.message) ?? '',
    data: { kept: list(payload.replacement_history).length, window: num(payload.window_id) },
  });
}

/** The texts of `[{type, text}]` below each other, pictures as a word; a text stays as it is. */
export function textOfParts(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = list(content).flatMap(
    (part) => str(part) ?? str(obj(part).text) ?? (imageOf(part) ? '[image]' : []),
  );
  return parts
    .map((part, at) => (at === parts.length - 1 || part.endsWith('\n') ? part : `${part}\n`))
    .join('');
}

function imageOf(part: unknown): boolean {
  return str(obj(part).type)?.includes('image') ?? false;
}
