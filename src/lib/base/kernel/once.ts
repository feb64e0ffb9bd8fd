/** Work that is done when its result is first asked for, and only then. */

/** A function that gives the result of `work`, which runs at most once. */
export function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}
