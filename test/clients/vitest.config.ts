/** Real Codex and real Claude Code (`npm run test:clients`). Named `.spec.ts`, so that `npm test` leaves them out. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/clients/*.spec.ts'],
    globalSetup: ['test/clients/support/setup.ts'],
    pool: 'threads',
    // Each client is a process of several hundred megabytes.
    maxWorkers: 2,
    testTimeout: 150_000,
    hookTimeout: 150_000,
  },
});
