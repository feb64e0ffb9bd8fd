/** The dialects of the agents that differ in words only. Sources: what the agents' own programs wrote and read. */
import { createDialect } from './dialect.ts';

export const claudeDialect = createDialect({
  reference: '${*}',
  stdio: { type: 'stdio', command: 'split', env: 'env' },
  http: { type: 'http', url: 'url' },
});

export const geminiDialect = createDialect({
  reference: '${*}',
  stdio: { command: 'split', env: 'env' },
  http: { type: 'http', url: 'url' },
});

export const qwenDialect = createDialect({
  reference: '${*}',
  stdio: { command: 'split', env: 'env' },
  http: { url: 'httpUrl' },
});

export const copilotDialect = createDialect({
  reference: '${*}',
  stdio: { type: 'local', command: 'split', env: 'env' },
  http: { type: 'http', url: 'url' },
  always: { tools: ['*'] },
});

export const cursorDialect = createDialect({
  reference: '${env:*}',
  stdio: { command: 'split', env: 'env' },
  http: { url: 'url' },
});

export const opencodeDialect = createDialect({
  reference: '{env:*}',
  stdio: { type: 'local', command: 'list', env: 'environment' },
  http: { type: 'remote', url: 'url' },
  always: { enabled: true },
});
