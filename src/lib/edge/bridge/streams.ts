/** What streams have in common that stay open in the background, whatever happens to the hub. */
import type { IncomingMessage } from 'node:http';
import type { Fields } from '../../protocols/mcp/types.ts';
import { readMessages } from './body.ts';
import type { Errand } from './errand.ts';
import { Failure } from './failure.ts';
import { Unreached } from './http.ts';

/** Between two looks at whether a hub that refuses has changed its mind, or `nerve sync` the token. */
const REFUSED_MS = 15_000;
/** A stream that ends sooner is not opened again at once. */
const SHORT_MS = 1_000;

const ENDED = 'The stream has ended.';

/** Reads a stream until it ends or breaks, and waits before the next one. @throws Cancelled; Failure for what is no stream of the hub's, or by its errand's patience */
export async function followStream(
  res: IncomingMessage,
  errand: Errand,
  take: (text: string, message: Fields) => void,
): Promise<void> {
  const began = performance.now();
  errand.during(() => res.destroy());
  await readMessages(res, take).catch((error) => {
    if (!(error instanceof Unreached)) throw error;
  });
  errand.check();
  await errand.pause(ENDED, performance.now() - began < SHORT_MS ? SHORT_MS : 0);
}

/** Waits after a refusal, if the stream is worth it; then true. @throws the error again, else; Cancelled */
export async function putUpWith(error: unknown, errand: Errand, isWorthIt: boolean): Promise<true> {
  if (!isWorthIt || !(error instanceof Failure)) throw error;
  await errand.pause(error.message, REFUSED_MS);
  return true;
}
