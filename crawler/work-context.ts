import type { KeyedLock } from "../src/keyed-lock.ts";
import type { SummingMeter } from "./meter.ts";
import type { CrawlContext } from "./stages/context.ts";

/** What looks share in a process, besides what every stage may use. */
export interface WorkContext extends CrawlContext {
  readonly parallel: number;
  readonly meter: SummingMeter;
  /** One look at a repository at a time in this process. */
  readonly lock: KeyedLock;
  readonly sweep?: ((repositoryIds: ReadonlySet<string>) => Promise<unknown>) | undefined;
  readonly onPublished?: (() => void) | undefined;
}
