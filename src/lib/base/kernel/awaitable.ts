/** What is mostly there at once: then nobody pays for a promise, nor for what happens between two turns. */

export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: at once if it is there. @throws what `then` throws, at once or by the promise */
export function after<T, R>(value: Awaitable<T>, then: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(then) : then(value);
}
