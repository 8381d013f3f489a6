import { type Catalogue, createProgress } from "../compose.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext } from "./command-context.ts";

/** Waits that end early when somebody calls. */
export interface Wake {
  readonly call: () => void;
  /** Until called, `signal` aborts or `timeoutMs` is over; without one for ever. */
  readonly wait: (timeoutMs: number | undefined, signal: AbortSignal) => Promise<void>;
}

/** Crawls at once, then every `EXECAT_CRAWL_MINUTES` and whenever it is woken, until the command is ended. */
export async function crawlAgainAndAgain(
  catalogue: Catalogue,
  context: CommandContext,
  wake: Wake,
): Promise<void> {
  const { settings, signal } = context;
  const betweenMs = settings.crawlMinutes === 0 ? undefined : settings.crawlMinutes * 60_000;
  while (!signal.aborted) {
    try {
      await catalogue.crawler.crawl({ signal, onProgress: createProgress() });
    } catch (error) {
      // A crawl that cannot be done is no reason to take the catalogue away from its readers.
      if (!(error instanceof ExecatError)) catalogue.log.error({ err: error }, "crawl failed");
      const { message, hint } = toMessage(error);
      context.output.writeError(`The crawl could not be done: ${message}`);
      context.output.writeError(`  ${hint}`);
    }
    await wake.wait(betweenMs, signal);
  }
}

function toMessage(error: unknown): { readonly message: string; readonly hint: string } {
  if (error instanceof ExecatError)
    return { message: error.message, hint: error.hint ?? "See docs/errors.md." };
  return {
    message: "a fault of Execat itself.",
    hint: "Please report it with what EXECAT_LOG_LEVEL=error logs.",
  };
}

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
