import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { MEILI_MASTER_KEY, MEILI_URL, newIndexName, removeTestIndexes } from "../support/meilisearch.ts";
import { createDatabase, POSTGRES_URL } from "../support/postgres.ts";
import { openBrowser, openSite, type Site } from "./browser.ts";
import { runMainJourney } from "./main-journey.ts";

describe.skipIf(POSTGRES_URL === undefined)(
  "the main job on PostgreSQL, and Meilisearch where there is one",
  () => {
    let browser: Browser;
    let site: Site;
    let database: Awaited<ReturnType<typeof createDatabase>>;

    beforeAll(async () => {
      database = await createDatabase();
      const search =
        MEILI_URL === undefined
          ? {}
          : {
              EXECAT_MEILI_URL: MEILI_URL,
              EXECAT_MEILI_MASTER_KEY: MEILI_MASTER_KEY ?? "",
              EXECAT_MEILI_INDEX: newIndexName(),
            };
      [browser, site] = await Promise.all([
        openBrowser(),
        openSite({ EXECAT_DATABASE_URL: database.url, ...search }),
      ]);
    });
    afterAll(async () => {
      await browser.close();
      await site.close();
      await database.drop();
      if (MEILI_URL !== undefined) await removeTestIndexes();
    });

    it.each([true, false])(
      "goes from a search to a completed session (JavaScript: %s)",
      async (javaScriptEnabled) => {
        const context = await browser.newContext({ javaScriptEnabled, baseURL: site.url });
        await runMainJourney(await context.newPage());
        await context.close();
      },
    );
  },
);
