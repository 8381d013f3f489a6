import { count, list, nullableText, object, reference, type Schema, text, time } from "./schema-parts.ts";

const nullableTime = { type: ["string", "null"], format: "date-time" };
const nullableNumber = { type: ["number", "null"] };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
const entries = list(object({ path: text, title: text, state: text, href: text }));
const events = list(
  object(
    {
      kind: { enum: ["published", "updated", "moved", "restored", "withdrawn", "broken"] },
      path: text,
      title: text,
      href: text,
    },
    ["href"],
  ),
);
const failure = orNull(
  object({ code: text, message: text, hint: nullableText, at: time, retryAt: time }, [
    "hint",
    "at",
    "retryAt",
  ]),
);
const next = orNull(object({ kind: { enum: ["look", "crawl", "deferred"] }, at: time }));

/** Sources, repositories, looks and what forges told. */
export const CRAWL_SCHEMAS: Readonly<Record<string, Schema>> = {
  Repository: object({
    id: text,
    href: text,
    host: text,
    path: text,
    state: text,
    headSeen: nullableText,
    problems: list(reference("Problem")),
    entries,
  }),
  Sources: object({
    ok: { const: true },
    proposals: { enum: ["open", "ask", "closed"] },
    crawl: object({ running: { type: "boolean" }, run: { type: ["object", "null"] } }),
    freshness: object({
      oldestLook: nullableTime,
      commits: count,
      medianSeconds: nullableNumber,
      worstSeconds: nullableNumber,
    }),
    budgets: list(
      object(
        {
          host: text,
          resource: text,
          limit: { type: "number" },
          remaining: { type: "number" },
          used: count,
          resetsAt: time,
          waitUntil: time,
        },
        ["limit", "remaining", "resetsAt", "waitUntil"],
      ),
    ),
    sources: list(
      object({
        key: text,
        kind: text,
        label: nullableText,
        state: text,
        failure,
        lastListedAt: nullableTime,
        nextCrawlAt: nullableTime,
        total: count,
        states: { type: "object", additionalProperties: count },
        deferred: count,
        deferredUntil: nullableTime,
        page: count,
        pages: count,
        pageSize: count,
        repositories: list(reference("Repository")),
      }),
    ),
  }),
  RepositoryPage: object({
    ok: { const: true },
    repository: reference("Repository"),
    source: nullableText,
    branch: nullableText,
    webUrl: nullableText,
    nextText: text,
    next,
    looks: list(
      object({
        id: text,
        at: time,
        reason: { enum: ["crawl", "push", "asked", "retry"] },
        outcome: { enum: ["looked", "failed"] },
        commit: nullableText,
        committedAt: nullableTime,
        elapsedMs: count,
        events,
        problems: object({ error: count, warning: count, hint: count }),
        failure,
      }),
    ),
    report: orNull(object({ commit: text, state: text, description: text })),
    reportFailure: failure,
    feed: text,
    badge: text,
    files: list(
      object({
        path: text,
        state: { enum: ["published", "kept", "broken", "not-read", "withdrawn", "tag"] },
        dialects: list(text),
        entries: list(text),
        problems: count,
      }),
    ),
  }),
  Whereabouts: object(
    {
      ok: { const: true },
      url: text,
      state: nullableText,
      usage: text,
      sentence: text,
      hint: nullableText,
      at: nullableTime,
      notes: list(text),
      next,
      source: nullableText,
      repository: orNull(object({ id: text, href: text, state: text })),
      entries,
      problems: list(reference("Problem")),
    },
    ["usage", "sentence", "hint", "at", "notes", "next", "source", "repository", "entries", "problems"],
  ),
  LookPage: object({
    ok: { const: true },
    look: object({
      id: text,
      repositoryId: text,
      href: text,
      startedAt: time,
      endedAt: nullableTime,
      stages: list(object({ name: text, at: time, told: nullableText })),
      outcome: { enum: ["unchanged", "looked", "failed", "deferred", null] },
      events,
      failure,
    }),
  }),
  Deliveries: object({
    ok: { const: true },
    deliveries: list(
      object({
        id: text,
        host: text,
        deliveryId: text,
        event: text,
        at: time,
        outcome: { enum: ["queued", "nothing-to-do", "unknown-repository", "known-already"] },
        repositories: list(object({ id: text, name: text, href: text })),
      }),
    ),
  }),
  Received: object({ ok: { const: true }, outcome: text }),
};
