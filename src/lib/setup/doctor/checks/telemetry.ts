/** What nerve tells others about its user: nothing. */
import type { Check } from '../check.ts';

export const telemetryCheck: Check = {
  id: 'privacy.telemetry',
  look: () => [
    {
      id: 'privacy.telemetry',
      level: 'ok',
      message: 'No telemetry: nerve sends nothing about you anywhere.',
    },
  ],
};
