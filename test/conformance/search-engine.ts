import { describe } from "vitest";
import type { CreateEngine } from "./search-engine-bench.ts";
import { testSearchFacets } from "./search-engine-facets.ts";
import { testSearchOrder } from "./search-engine-order.ts";
import { testSearchSettings } from "./search-engine-settings.ts";
import { testSearchText } from "./search-engine-text.ts";
import { testSearchWrites } from "./search-engine-writes.ts";

/** The contract of `SearchEngine`. Every adapter's test file calls this and adds only what is its own. */
export function testSearchEngine(name: string, create: CreateEngine): void {
  describe(`search engine contract: ${name}`, () => {
    testSearchWrites(create);
    testSearchSettings(create);
    testSearchFacets(create);
    testSearchText(create);
    testSearchOrder(create);
  });
}
