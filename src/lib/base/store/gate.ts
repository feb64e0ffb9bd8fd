/** Lets one piece of work at a time use a connection, in the order of asking. */

export interface Gate {
  /** Waits for its turn; the result gives the turn to the next one. */
  enter(): Promise<() => void>;
}

/** A gate that is open at first. */
export function createGate(): Gate {
  let last: Promise<void> = Promise.resolve();
  return {
    enter: async () => {
      const before = last;
      let leave: () => void = () => undefined;
      last = new Promise((resolve) => {
        leave = resolve;
      });
      await before;
      return leave;
    },
  };
}
