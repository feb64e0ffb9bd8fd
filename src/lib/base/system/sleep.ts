/** Waiting inside a synchronous step. */

/** Blocks this thread for some milliseconds. Only for the short waits around a rename. */
export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
