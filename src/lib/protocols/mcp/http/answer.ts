/** The answer to one POST: JSON if nothing has to be said before it, else a stream that it ends. */
import type { ServerResponse } from 'node:http';
import type { Outlet } from '../call.ts';
import type { Ticker, Ticking } from '../ticker.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import { reply } from './refuse.ts';

/** A class, because one is made for every request. */
export class HttpAnswer implements Outlet, Ticking {
  readonly #res: ServerResponse;
  readonly #ticker: Ticker;
  #stream: EventStream | undefined;
  #ticks = 0;

  constructor(res: ServerResponse, ticker: Ticker) {
    this.#res = res;
    this.#ticker = ticker;
  }

  send(text: string): void {
    this.#open().send(text);
  }

  offer(text: string): void {
    this.#open().offer(text);
  }

  answer(text: string, status: number): void {
    if (this.#stream) this.#stream.end(text);
    else reply(this.#res, status, text);
  }

  /** HTTP has to end somehow: by a stream without an answer. */
  drop(): void {
    if (!this.#res.destroyed) this.#open().end();
  }

  wait(call: { lost(): void }): void {
    this.#ticker.add(this);
    this.#res.on('close', () => {
      this.#ticker.remove(this);
      // After an answer there is nothing left to lose.
      if (!this.#res.writableFinished) call.lost();
    });
  }

  /** A call that takes long becomes a stream, so that nobody in between takes it for dead. */
  tick(): void {
    this.#ticks += 1;
    if (this.#stream) this.#stream.beat();
    else if (this.#ticks > 1) this.#open().beat();
  }

  #open(): EventStream {
    this.#stream ??= openEventStream(this.#res);
    return this.#stream;
  }
}
