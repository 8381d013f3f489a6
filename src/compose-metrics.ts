import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CrawlMeter } from "../crawler/meter.ts";
import type { BudgetState } from "./catalogue/crawl-desk.ts";
import type { Store } from "./catalogue/store.ts";

/** Figures for Prometheus: those that are counted as things happen, and those that are asked for at each scrape. */
export interface Metrics {
  readonly meter: CrawlMeter;
  /** The text of a scrape and its media type. */
  scrape(): Promise<{ readonly body: string; readonly contentType: string }>;
}

export interface MetricsOptions {
  readonly store: Store;
  readonly budgets: () => readonly BudgetState[];
  readonly now: () => Date;
}

const STAGE_BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60];
const RUN_BUCKETS = [1, 5, 15, 60, 300, 900, 3600];

/** A registry of its own, so that several catalogues in one process do not mix. */
export function createMetrics({ store, budgets, now }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  addStoreGauges(registry, store, now);
  addBudgetGauge(registry, budgets);
  const runs = new Counter({
    name: "execat_crawl_runs_total",
    help: "Crawls that ended, by how.",
    labelNames: ["state"],
    registers,
  });
  const looks = new Counter({
    name: "execat_crawl_looks_total",
    help: "Repositories that crawls looked at, by what came of it.",
    labelNames: ["outcome"],
    registers,
  });
  const runSeconds = new Histogram({
    name: "execat_crawl_run_seconds",
    help: "Duration of crawls.",
    buckets: RUN_BUCKETS,
    registers,
  });
  const stageSeconds = new Histogram({
    name: "execat_crawl_stage_seconds",
    help: "Duration of the stages of a look.",
    labelNames: ["stage"],
    buckets: STAGE_BUCKETS,
    registers,
  });
  const requests = new Counter({
    name: "execat_forge_requests_total",
    help: "Requests to forges and git servers that we make ourselves, by host and status; not what git fetches.",
    labelNames: ["host", "status"],
    registers,
  });
  const bytes = new Counter({
    name: "execat_forge_bytes_total",
    help: "Bytes that they were answered with.",
    labelNames: ["host"],
    registers,
  });
  return {
    meter: {
      request({ host, status, bytes: size }) {
        requests.inc({ host, status: String(status) });
        bytes.inc({ host }, size);
      },
      stage: (stage, seconds) => stageSeconds.observe({ stage }, seconds),
      run({ state, counts }, seconds) {
        runs.inc({ state });
        runSeconds.observe(seconds);
        looks.inc({ outcome: "unchanged" }, counts.unchanged);
        looks.inc({ outcome: "failed" }, counts.failed);
        looks.inc({ outcome: "looked" }, Math.max(0, counts.looked - counts.unchanged - counts.failed));
      },
    },
    scrape: async () => ({ body: await registry.metrics(), contentType: registry.contentType }),
  };
}

function addStoreGauges(registry: Registry, store: Store, now: () => Date): void {
  const registers = [registry];
  const entries = new Gauge({
    name: "execat_entries",
    help: "Entries of the catalogue, by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { published, withdrawn } = await store.entries.count();
      entries.set({ state: "published" }, published);
      entries.set({ state: "withdrawn" }, withdrawn);
    },
  });
  const findings = new Gauge({
    name: "execat_findings",
    help: "Findings at the heads of repositories, by rule.",
    labelNames: ["rule", "severity"],
    registers,
    async collect() {
      findings.reset();
      for (const { rule, severity, count } of await store.entries.countProblems()) {
        findings.set({ rule, severity }, count);
      }
    },
  });
  const oldest = new Gauge({
    name: "execat_oldest_look_age_seconds",
    help: "Age of the look at the repository that has waited longest.",
    registers,
    async collect() {
      const at = await store.sources.oldestLook();
      oldest.set(at === undefined ? 0 : Math.max(0, (now().getTime() - Date.parse(at)) / 1000));
    },
  });
  const jobs = new Gauge({
    name: "execat_jobs",
    help: "Jobs that wait, by kind.",
    labelNames: ["kind"],
    registers,
    async collect() {
      for (const kind of ["index", "crawl", "look"] as const)
        jobs.set({ kind }, await store.jobs.count(kind));
    },
  });
}

function addBudgetGauge(registry: Registry, budgets: MetricsOptions["budgets"]): void {
  const left = new Gauge({
    name: "execat_forge_budget_remaining",
    help: "What is left of a forge's rate limit, as it said last.",
    labelNames: ["host", "resource"],
    registers: [registry],
    collect() {
      for (const { host, resource, remaining } of budgets()) {
        if (remaining !== undefined) left.set({ host, resource }, remaining);
      }
    },
  });
}
