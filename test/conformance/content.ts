/** The smallest picture and sound that the conformance suite accepts, and words for content. */
import type { Content } from '../../src/lib/protocols/mcp/types.ts';

export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A header and no samples: 8 kHz, 16 bit, mono. */
export const WAV = Buffer.from(
  '524946462400000057415645666d74201000000001000100401f0000803e000002001000' + '6461746100000000',
  'hex',
).toString('base64');

export const text = (words: string): Content => ({ type: 'text', text: words });
export const image: Content = { type: 'image', data: PNG, mimeType: 'image/png' };
export const audio: Content = { type: 'audio', data: WAV, mimeType: 'audio/wav' };

export function embedded(uri: string, mimeType: string, words: string): Content {
  return { type: 'resource', resource: { uri, mimeType, text: words } };
}

/** A question to the user that takes a flat object. */
export function form(
  message: string,
  properties: Record<string, object>,
  required = Object.keys(properties),
) {
  const requestedSchema = { type: 'object', properties, required };
  return { method: 'elicitation/create', params: { message, requestedSchema } } as const;
}

export function sampling(words: string, maxTokens: number) {
  const messages = [{ role: 'user', content: { type: 'text', text: words } }];
  return { method: 'sampling/createMessage', params: { messages, maxTokens } } as const;
}
