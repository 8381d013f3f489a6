/** Waits that end early when somebody calls. */
export interface Wake {
  readonly call: () => void;
  /** Until called, `signal` aborts or `timeoutMs` is over; without one for ever. */
  readonly wait: (timeoutMs: number | undefined, signal: AbortSignal) => Promise<void>;
}

/** A call that comes while nobody waits ends the next wait at once. */
export function createWake(): Wake {
  let called = false;
  let end: (() => void) | undefined;
  return {
    call() {
      called = true;
      end?.();
    },
    async wait(timeoutMs, signal) {
      if (!called && !signal.aborted) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          end = resolve;
          signal.addEventListener("abort", end, { once: true });
          if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs);
        });
        clearTimeout(timer);
        if (end !== undefined) signal.removeEventListener("abort", end);
        end = undefined;
      }
      called = false;
    },
  };
}
