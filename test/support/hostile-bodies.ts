/** Bodies that no client sends on purpose, from a seed, so that a failure can be repeated. */

/** A number from 0 on, below a bound. */
export type Random = (below: number) => number;

/** A small generator (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface Message {
  readonly method: string;
  readonly params?: object;
}

/** Requests that a hub answers well, with places in which to put something else. */
const REQUESTS: readonly Message[] = [
  { method: 'ping' },
  { method: 'tools/list', params: {} },
  { method: 'tools/list', params: { cursor: 'x' } },
  { method: 'tools/call', params: { name: 'hub_status', arguments: {} } },
  { method: 'tools/call', params: { name: 'session_context', arguments: { topic: 'weather' } } },
  {
    method: 'tools/call',
    params: { name: 'session_list', arguments: { search: 'a', limit: 3, cursor: '1 a' } },
  },
  { method: 'tools/call', params: { name: 'session_read', arguments: { session_id: 'codex:1', limit: 5 } } },
  {
    method: 'tools/call',
    params: { name: 'session_title', arguments: { title: 'T', idempotency_key: 'abcdefgh' } },
  },
  { method: 'tools/call', params: { name: 'session_archive', arguments: { session_id: 'external:a:b' } } },
  { method: 'resources/list', params: {} },
  { method: 'resources/templates/list' },
  { method: 'resources/read', params: { uri: 'nerve://workspace/USER.md' } },
  { method: 'prompts/list' },
  { method: 'prompts/get', params: { name: 'start', arguments: { topic: 'x' } } },
  {
    method: 'completion/complete',
    params: {
      ref: { type: 'ref/resource', uri: 'nerve://bundles/{agent}' },
      argument: { name: 'a', value: 'c' },
    },
  },
  { method: 'logging/setLevel', params: { level: 'info' } },
  { method: 'resources/subscribe', params: { uri: 'nerve://workspace/USER.md' } },
  {
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'f', version: '1' } },
  },
  { method: 'server/discover', params: {} },
  { method: 'tools/call', params: { name: 'hub_status', inputResponses: { a: {} }, requestState: 'a.b' } },
];

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'fuzzer', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
};

const VALUES = [
  'null',
  'true',
  '-0',
  '1e400',
  '-1e308',
  '123456789012345678901234567890',
  '0.1',
  '""',
  '[]',
  '{}',
  '[{}]',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '"constructor"',
  '"../../etc/passwd"',
  '"%00"',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"toString":1,"hasOwnProperty":2}',
  '{"a":1,"a":2}',
  '"\\u202e\\ufeff"',
  '"$&"',
  '{"$ref":"#"}',
] as const;

/** A text that is cut, doubled, changed in a character, or has another value, key or member somewhere. */
function mutate(text: string, next: Random): string {
  const at = next(text.length);
  switch (next(9)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + next(8));
    case 2:
      return text.slice(0, at) + String.fromCharCode(next(0x3000)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text.slice(next(text.length));
    default: {
      const values = [...text.matchAll(/(?<=:)(?:"[^"]*"|[\d.]+|\{\}|true|null)/g)];
      const keys = [...text.matchAll(/"[^"]*"(?=:)/g)];
      const isKey = next(3) === 0;
      const found = isKey ? keys[next(keys.length)] : values[next(values.length)];
      if (!found) return text;
      const value = VALUES[next(VALUES.length)] ?? 'null';
      const instead = isKey ? `"__proto__":${value},${next(2) === 0 ? '"a"' : found[0]}` : value;
      return text.slice(0, found.index) + instead + text.slice(found.index + found[0].length);
    }
  }
}

export interface Hostile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What somebody in a 2025 session, who is refused batches or not, or in none at all, could send. */
export interface Sessions {
  /** Of 2025-06-18. */
  readonly single: string;
  /** Of 2025-03-26. */
  readonly batched: string;
}

/** The next one: valid requests of both eras, changed in up to three places, and now and then something worse. */
export function hostile(next: Random, { single, batched }: Sessions): Hostile {
  const legacy = { 'mcp-session-id': single, 'mcp-protocol-version': '2025-06-18' };
  const dice = next(1000);
  if (dice < 8) return { body: Buffer.from(deep(next)), headers: legacy };
  if (dice < 18) return { body: Buffer.from(long(next)), headers: legacy };
  if (dice < 100) return { body: bytes(next), headers: legacy };
  if (dice < 200) return { body: Buffer.from(batch(next)), headers: { 'mcp-session-id': batched } };
  const request = REQUESTS[next(REQUESTS.length)] ?? { method: 'ping' };
  const isModern = next(2) === 0;
  const params = isModern ? { ...request.params, _meta: META } : request.params;
  let text = JSON.stringify({ jsonrpc: '2.0', id: next(1000), method: request.method, params });
  for (let times = next(4); times > 0; times -= 1) text = mutate(text, next) || '{}';
  return { body: Buffer.from(text), headers: isModern ? modernHeaders(text, request) : legacy };
}

/** Headers that repeat the body as it is now, so that it is looked at; the first ones where it cannot be read. */
function modernHeaders(text: string, { method }: Message): Record<string, string> {
  const version = { 'mcp-protocol-version': '2026-07-28' };
  const sent = parsed(text);
  const name = sent?.params?.name ?? sent?.params?.uri;
  const encoded = `=?base64?${Buffer.from(typeof name === 'string' ? name : '').toString('base64')}?=`;
  const said = typeof sent?.method === 'string' && /^[\w/]+$/.test(sent.method) ? sent.method : method;
  return { ...version, 'mcp-method': said, ...(typeof name === 'string' ? { 'mcp-name': encoded } : {}) };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever was sent.
export function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function deep(next: Random): string {
  const depth = 100_000;
  const nested =
    next(2) === 0 ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const inside = (member: string): string =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"session_title",${member}:${nested}}}`;
  const forms = [
    nested,
    '['.repeat(depth),
    inside('"arguments":{"title"').replace(/\}\}$/, '}}}'),
    inside('"_meta":{"x"').replace(/\}\}$/, '}}}'),
  ];
  return forms[next(forms.length)] ?? nested;
}

function long(next: Random): string {
  const text = 'ä"\\n'[next(2)] === '"' ? '\\"'.repeat(500_000) : 'x'.repeat(1_000_000);
  const places = [
    `{"jsonrpc":"2.0","id":"${text}","method":"ping"}`,
    `{"jsonrpc":"2.0","id":1,"method":"${text}"}`,
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${text}","arguments":{}}}`,
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"session_context","arguments":{"topic":"${text}"}}}`,
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hub_status","arguments":{"${text}":1}}}`,
    `{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"${text}"}}`,
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hub_status","_meta":{"callId":"${text}"}}}`,
  ];
  return places[next(places.length)] ?? text;
}

function bytes(next: Random): Buffer {
  const some = Buffer.alloc(next(400));
  for (let at = 0; at < some.length; at += 1) some[at] = next(256);
  return next(2) === 0
    ? some
    : Buffer.concat([Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'), some, Buffer.from('"}')]);
}

/** Several at once; their ids differ, so that each answer can be told apart. */
function batch(next: Random): string {
  const messages = Array.from({ length: next(12) }, (_, id) => {
    const { method, params } = REQUESTS[next(REQUESTS.length)] ?? { method: 'ping', params: {} };
    return next(6) === 0 ? { jsonrpc: '2.0', method } : { jsonrpc: '2.0', id, method, params };
  }).filter(({ method }) => method !== 'initialize' || next(10) === 0);
  const text = JSON.stringify(messages);
  return next(3) === 0 ? mutate(text, next) : text;
}
