/** What a case finds out about a tool, by name. */
import type { Cell } from '../lib/table.ts';

export type Verdicts = Readonly<Record<string, Cell>>;
