/** The database of a home, opened beside whatever runs there. */
import { join } from 'node:path';
import { openStore, type Store } from '../../src/lib/base/store/store.ts';

/** Runs the work with the store of a home where nerve is set up. */
export async function withStore<T>(home: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({
    file: join(home, '.nerve/nerve.db'),
    clock: { now: () => new Date() },
  });
  return work(store).finally(() => store.close());
}
