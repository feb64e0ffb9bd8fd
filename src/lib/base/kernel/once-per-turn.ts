/** One answer for all that happens in one turn of the event loop. */

/** Asks at the first use in a turn; all others until its end get the same answer. */
export function oncePerTurn<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  const forget = (): void => {
    answer = undefined;
  };
  return () => {
    if (!answer) {
      answer = { value: ask() };
      setImmediate(forget);
    }
    return answer.value;
  };
}
