/** What a suite is, and what it is given. */
import type { Runner } from './runner.ts';
import type { Table } from './table.ts';

export interface Bench {
  /** Fewer rounds and seeds, for a look; the shape of the tables is the same. */
  readonly quick: boolean;
  /** The checkout. */
  readonly root: string;
  readonly runner: Runner;
  /** Talks to the person who waits. */
  log(text: string): void;
  /** A new empty folder, removed at the end. */
  folder(purpose: string): string;
}

export interface Suite {
  readonly name: string;
  readonly description: string;
  run(bench: Bench): Promise<readonly Table[]>;
}
