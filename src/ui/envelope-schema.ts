/** The JSON Schema of `--json` output, published as docs/schema/envelope.json. */

/** Kinds of errors (`NerveError.kind`), each with one exit code. */
export const ERROR_KINDS = ['usage', 'decision', 'refused', 'unavailable', 'interrupted', 'bug'] as const;

/** JSON Schema (2020-12) of `Envelope`. */
export const ENVELOPE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'nerve --json',
  description: 'What every command of nerve prints to stdout with --json: one object.',
  type: 'object',
  required: ['ok', 'command', 'version', 'data', 'warnings'],
  additionalProperties: false,
  properties: {
    ok: { type: 'boolean', description: 'True exactly when the exit code is 0.' },
    command: { type: 'string', description: 'The command, its words separated by spaces.' },
    version: { type: 'string', description: 'The version of nerve; empty when no command was found.' },
    data: { description: 'What the command has to say; null when it failed.' },
    warnings: { type: 'array', items: { type: 'string' } },
    error: {
      type: 'object',
      required: ['code', 'kind', 'message', 'retryable'],
      additionalProperties: false,
      properties: {
        code: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Stable; scripts may match on it.' },
        kind: { type: 'string', enum: ERROR_KINDS, description: 'Stable; follows the exit code.' },
        message: { type: 'string', description: 'For people; may change.' },
        hint: { type: 'string', description: 'The next step; may change.' },
        retryable: {
          type: 'boolean',
          description: 'The same call may succeed later without a change by the user.',
        },
        data: { type: 'object', description: 'Facts about the error.' },
      },
    },
  },
} as const;
