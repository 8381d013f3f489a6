import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Catalogue, composeWeb, createProgress } from "../compose.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { withCatalogue } from "./with-catalogue.ts";

/** Between looks for index jobs that nobody announced, for instance of another process. */
const INDEX_INTERVAL_MS = 1_000;

/** `execat serve`: answers from the first second, crawls beside it, and ends within two seconds when told to. */
export async function serve(context: CommandContext): Promise<ExitCode> {
  return withCatalogue<ExitCode>(context.settings, async (catalogue) => {
    const { settings } = context;
    const server = createServer();
    await listen(server, settings);
    const { port } = server.address() as AddressInfo;
    const wake = createWake();
    const web = composeWeb(catalogue, { port, onProposalAccepted: wake.call });
    server.on("request", web.app);
    context.output.write(
      `Execat is at ${settings.publicUrl || `http://${hostInUrl(settings.host)}:${port}`} (Ctrl-C ends it)`,
    );
    catalogue.indexWriter.start(INDEX_INTERVAL_MS);
    const stopFollowing = web.sessions.follow();
    try {
      await crawlAgainAndAgain(catalogue, context, wake);
    } finally {
      server.close();
      server.closeAllConnections();
      await Promise.all([catalogue.indexWriter.stop(), stopFollowing()]);
      await web.close();
    }
    return 0;
  });
}

async function crawlAgainAndAgain(catalogue: Catalogue, context: CommandContext, wake: Wake): Promise<void> {
  const { settings, signal } = context;
  while (!signal.aborted) {
    try {
      await catalogue.crawler.crawl({
        sources: undefined,
        signal,
        onProgress: createProgress(),
      });
    } catch (error) {
      // A crawl that cannot be done is no reason to take the catalogue away from its readers.
      if (!(error instanceof ExecatError)) catalogue.log.error({ err: error }, "crawl failed");
      const { message, hint } = toMessage(error);
      context.output.writeError(`The crawl could not be done: ${message}`);
      context.output.writeError(`  ${hint}`);
    }
    await wake.wait(settings.crawlMinutes === 0 ? undefined : settings.crawlMinutes * 60_000, signal);
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

async function listen(server: Server, { host, port }: Settings): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new ExecatError("PORT_IN_USE", `Another program listens on ${hostInUrl(host)}:${port} already.`, {
        hint: "End it, or choose another port, for instance EXECAT_PORT=8081 (0 takes a free one).",
        cause: error,
      });
    }
    throw new ExecatError(
      "SETTINGS_INVALID",
      `Cannot listen on ${hostInUrl(host)}:${port} (${code ?? "unknown"}).`,
      {
        hint: "EXECAT_HOST takes an address of this machine; ports below 1024 need rights.",
        cause: error,
      },
    );
  }
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Waits that end early when somebody calls. */
interface Wake {
  readonly call: () => void;
  /** Until called, `signal` aborts or `timeoutMs` is over; for ever without one. */
  readonly wait: (timeoutMs: number | undefined, signal: AbortSignal) => Promise<void>;
}

function createWake(): Wake {
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
