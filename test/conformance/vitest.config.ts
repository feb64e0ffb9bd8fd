/** The official MCP conformance suite (`npm run test:conformance`). Named `.spec.ts`, so that `npm test` leaves it out. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/conformance/*.spec.ts'],
    pool: 'threads',
    testTimeout: 30_000,
  },
});
