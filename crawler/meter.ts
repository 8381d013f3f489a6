import type { CrawlRun } from "../src/catalogue/sources.ts";

/** A request to a forge's API, or to a git server for heads. What git itself fetches is not among them. */
export interface ForgeRequest {
  readonly host: string;
  /** HTTP status */
  readonly status: number;
  /** Of the answer's body. */
  readonly bytes: number;
}

/** Told what a crawl costs, for the operator's figures. */
export interface CrawlMeter {
  request(request: ForgeRequest): void;
  /** A stage of a look that ended. */
  stage(name: string, seconds: number): void;
  /** A run that ended. */
  run(run: CrawlRun, seconds: number): void;
}

/** Requests and bytes since the process began. */
export interface Usage {
  readonly requests: number;
  readonly bytes: number;
}

/** A meter that also keeps the sum, so that a run can say what it used. */
export interface SummingMeter extends CrawlMeter {
  usage(): Usage;
}

/** Passes everything on to another meter, when there is one. */
export function createSummingMeter(next?: CrawlMeter): SummingMeter {
  let requests = 0;
  let bytes = 0;
  return {
    request(request) {
      requests += 1;
      bytes += request.bytes;
      next?.request(request);
    },
    stage: (name, seconds) => next?.stage(name, seconds),
    run: (run, seconds) => next?.run(run, seconds),
    usage: () => ({ requests, bytes }),
  };
}
