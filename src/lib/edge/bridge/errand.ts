/** One message on its way to the hub, over all the tries that it takes. */
import { Cancelled, Failure } from './failure.ts';

/** How long a hub may be away before a request is answered with an error. */
export const PATIENCE_MS = 10_000;
/** How often a message is sent again whose answer was lost; one that brings a hub down must not do so for ever. */
const MOST_LOSSES = 3;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

export interface ErrandOptions {
  /** `Infinity` for what waits in the background. */
  readonly patienceMs: number;
  /** Whether a hub that does not run is worth starting for it. */
  readonly startsHub: boolean;
}

/** A class, because one is made for every request. */
export class Errand {
  /** Nobody waits for it any more. */
  over = false;
  #startsHub: boolean;
  #patienceMs: number;
  #failingSince: number | undefined;
  #pauses = 0;
  #losses = 0;
  #interrupt: (() => void) | undefined;

  constructor({ patienceMs, startsHub }: ErrandOptions) {
    this.#patienceMs = patienceMs;
    this.#startsHub = startsHub;
  }

  get startsHub(): boolean {
    return this.#startsHub;
  }

  /** What `cancel` has to stop from now on: the connection under way. */
  during(interrupt: (() => void) | undefined): void {
    this.#interrupt = interrupt;
  }

  /** Breaks off the connection or the pause under way; the errand goes on. */
  interrupt(): void {
    this.#interrupt?.();
  }

  /** Stops whatever goes on. */
  cancel(): void {
    this.over = true;
    this.#interrupt?.();
  }

  /** Nobody waits for the answer, but the connection stays: the hub ends it. */
  forget(): void {
    this.over = true;
  }

  /** The hub has answered, so the next failure is a new one. */
  reached(): void {
    this.#failingSince = undefined;
    this.#pauses = 0;
  }

  /** From now on it is something that waits in the background, for as long as it takes. */
  endure(): void {
    this.#patienceMs = Number.POSITIVE_INFINITY;
    this.#startsHub = false;
  }

  /** Waits before the next try. @throws Failure (`hub-down`) when patience is at its end; Cancelled */
  async pause(why: string, leastMs = 0): Promise<void> {
    const now = performance.now();
    this.#failingSince ??= now;
    const left = this.#failingSince + this.#patienceMs - now;
    if (left <= 0) throw new Failure('hub-down', why);
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses) * (0.75 + Math.random() / 2);
    this.#pauses = Math.min(this.#pauses + 1, 10);
    await this.#sleep(Math.min(left, Math.max(wait, leastMs)));
    this.check();
  }

  /** The message was taken, and its answer was lost. @throws as `pause`, and when that happens too often. */
  async lost(why: string): Promise<void> {
    this.#losses += 1;
    if (this.#losses > MOST_LOSSES && Number.isFinite(this.#patienceMs)) throw new Failure('hub-down', why);
    await this.pause(why);
  }

  /** @throws Cancelled */
  check(): void {
    if (this.over) throw new Cancelled();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.during(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
