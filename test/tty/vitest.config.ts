/** nerve in a real terminal (`npm run test:tty`, needs tmux). Named so that `npm test` leaves them out. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/tty/*.spec.ts', 'test/**/*.tty.ts'],
    globalSetup: ['test/support/cli-setup.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 90_000,
  },
});
