/** All migrations, in the order in which they run. */
import type { Migration } from '../migrate.ts';
import { tokens } from './0001-tokens.ts';
import { hub } from './0002-hub.ts';
import { messages } from './0003-messages.ts';
import { ingest } from './0004-ingest.ts';

export const MIGRATIONS: readonly Migration[] = [tokens, hub, messages, ingest];
