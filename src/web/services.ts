import type { AskService } from "../brokers/ask-service.ts";
import type { SessionService } from "../brokers/session-service.ts";
import type { Checker } from "../catalogue/checker.ts";
import type { Proposals } from "../catalogue/proposals.ts";
import type { CrawlStatus } from "../catalogue/sources.ts";
import type { Store } from "../catalogue/store.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log.ts";
import type { SearchService } from "../search/search-service.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";

/** What the pages are made from: services only, put together by `compose.ts`. */
export interface WebServices {
  readonly settings: Settings;
  readonly store: Store;
  readonly vocabularies: Vocabularies;
  readonly search: SearchService;
  readonly asks: AskService;
  readonly sessions: SessionService;
  readonly checker: Checker;
  readonly proposals: Proposals;
  readonly crawlStatus: () => CrawlStatus;
  /** What keeps the catalogue from answering, by engine; empty when ready. */
  readonly readiness: () => Promise<readonly string[]>;
  readonly now: () => Date;
  readonly log: Logger;
}
