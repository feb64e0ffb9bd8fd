/** The dialects of the agents that differ in words only. Sources: what the agents' own programs wrote and read. */
import { createDialect } from './dialect.ts';

export const claudeDialect = createDialect({
  reference: '${*}',
  stdio: { type: 'stdio', command: 'split', env: 'env' },
  http: { type: 'http', url: 'url' },
  tuning: ['timeout', 'alwaysLoad'],
});

export const geminiDialect = createDialect({
  reference: '${*}',
  alsoReads: ['$*'],
  stdio: { command: 'split', env: 'env' },
  http: { type: 'http', url: 'url', formerUrl: 'httpUrl' },
  tuning: ['timeout', 'trust', 'description'],
});

/** Its `url` is an address for SSE. */
export const qwenDialect = createDialect({
  reference: '${*}',
  alsoReads: ['$*'],
  stdio: { command: 'split', env: 'env' },
  http: { url: 'httpUrl' },
  tuning: ['timeout', 'discoveryTimeoutMs', 'trust', 'description'],
});

export const copilotDialect = createDialect({
  reference: '${*}',
  stdio: { type: 'local', command: 'split', env: 'env' },
  http: { type: 'http', url: 'url' },
  always: { tools: ['*'] },
  tuning: ['timeout'],
});

export const cursorDialect = createDialect({
  reference: '${env:*}',
  stdio: { command: 'split', env: 'env' },
  http: { url: 'url' },
  tuning: [],
});

export const opencodeDialect = createDialect({
  reference: '{env:*}',
  stdio: { type: 'local', command: 'list', env: 'environment' },
  http: { type: 'remote', url: 'url' },
  always: { enabled: true },
  tuning: ['timeout'],
});
