import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'threads',
    testTimeout: 30_000,
    globalSetup: ['test/support/cli-setup.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/contract/startup.test.ts'] },
      },
      {
        // Measures CPU time, so nothing else runs beside it.
        extends: true,
        test: { name: 'timed', include: ['test/contract/startup.test.ts'], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
