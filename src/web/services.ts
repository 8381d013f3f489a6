import type { AskService } from "../brokers/ask-service.ts";
import type { SessionService } from "../brokers/session-service.ts";
import type { GuardedChecker } from "../catalogue/guarded-checker.ts";
import type { Proposals } from "../catalogue/proposals.ts";
import type { RepositoryCheck } from "../catalogue/repository-check.ts";
import type { CrawlDesk } from "../catalogue/crawl-desk.ts";
import type { Store } from "../catalogue/store.ts";
import type { CurationDesk } from "../curation/desk.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log.ts";
import type { SearchService } from "../search/search-service.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { LiveLooks } from "./live-looks.ts";

/** What the pages are made from: services only, put together by `compose.ts`. */
export interface WebServices {
  readonly settings: Settings;
  /** As readers see it: with what curators said. */
  readonly store: Store;
  readonly curation: CurationDesk;
  /** Those of now: what is made from them is made for each request, or by `madeFrom`. */
  readonly vocabularies: Vocabularies;
  readonly search: SearchService;
  readonly asks: AskService;
  readonly sessions: SessionService;
  readonly checker: GuardedChecker;
  readonly repositoryCheck: RepositoryCheck;
  readonly proposals: Proposals;
  readonly crawler: CrawlDesk;
  readonly looks: LiveLooks;
  /** What keeps the catalogue from answering, by engine; empty when ready. */
  readonly readiness: () => Promise<readonly string[]>;
  /** Figures for Prometheus: the text, and its media type. */
  readonly scrape: () => Promise<{ readonly body: string; readonly contentType: string }>;
  readonly now: () => Date;
  readonly log: Logger;
}
