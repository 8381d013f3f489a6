import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { composeWeb, followCuration } from "../compose.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { createWake } from "../wake.ts";
import { crawlAgainAndAgain } from "./crawl-loop.ts";
import { printFirstToken } from "./first-token.ts";
import { hostInUrl } from "./host-in-url.ts";
import { withCatalogue } from "./with-catalogue.ts";

/** Between looks for index jobs that nobody announced, for instance of another process. */
export const INDEX_INTERVAL_MS = 1_000;

/** Longer than a proxy keeps its connections (nginx: 60 s): none is closed while the proxy sends a request on it. */
const KEEP_ALIVE_MS = 65_000;

/** `execat serve`: answers from the first second, crawls beside it, and ends within two seconds when told to. */
export async function serve(context: CommandContext): Promise<ExitCode> {
  return withCatalogue<ExitCode>(context.settings, async (catalogue) => {
    const { settings } = context;
    const server = createServer();
    await listen(server, settings);
    const { port } = server.address() as AddressInfo;
    const web = composeWeb(catalogue, port);
    server.on("request", web.app);
    const address = settings.publicUrl || `http://${hostInUrl(settings.host)}:${port}`;
    context.output.write(`Execat is at ${address} (Ctrl-C ends it)`);
    await printFirstToken(
      catalogue.store.access,
      address.replace(/\/+$/, ""),
      context.output,
      catalogue.now(),
    );
    // Where a crawler writes to an index that all share, a web server needs no key that may.
    if (settings.crawlInServer || !catalogue.engine.isShared) catalogue.indexWriter.start(INDEX_INTERVAL_MS);
    const stopFollowing = web.sessions.follow();
    const stopCurating = followCuration(catalogue.curation, catalogue.log);
    try {
      if (settings.crawlInServer) await crawlAgainAndAgain(catalogue, context);
      else await createWake().wait(undefined, context.signal);
    } finally {
      server.close();
      server.closeAllConnections();
      await Promise.all([catalogue.indexWriter.stop(), stopFollowing(), stopCurating()]);
      await web.close();
    }
    return 0;
  });
}

async function listen(server: Server, { host, port }: Settings): Promise<void> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
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
