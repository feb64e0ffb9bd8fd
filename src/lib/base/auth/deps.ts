/** What the use cases of identity are given. */
import type { Clock } from '../kernel/clock.ts';
import type { Store } from '../store/store.ts';
import type { System } from '../system/system.ts';

/** Enough for what only concerns files. */
export interface SecretsDeps {
  readonly system: System;
  /** `secrets`: the absolute path of the private folder that holds keys and agents' tokens. */
  readonly paths: { readonly secrets: string };
}

export interface AuthDeps extends SecretsDeps {
  readonly store: Store;
  readonly clock: Clock;
}
