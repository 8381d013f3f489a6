import type { Role } from "../../catalogue/access-store.ts";
import type { SignedIn } from "./identity.ts";

/**
 * Who may what, in one table: each line a route as it is registered, and the role that it needs. What is not here
 * cannot be registered. A form below an entry has a line, and a route, of its own.
 */
const NEEDS = {
  "GET /": "reader",
  "GET /facets/:facet": "reader",
  "GET /healthz": "reader",
  "GET /metrics": "reader",
  "GET /readyz": "reader",
  "GET /entries/*path": "reader",
  /** Asks brokers; those with shared credentials are left out for who is no runner. */
  "POST /entries/*path": "reader",
  "GET /entries/*path/badge.svg": "reader",
  "POST /entries/*path/layers/:layer/confirm": "curator",
  "POST /entries/*path/layers/:layer/refuse": "curator",
  "GET /asks/:id": "reader",
  /** Of who asked; an offer of a broker with shared credentials only of a runner. */
  "POST /asks/:id/offers/:offer/accept": "reader",
  "POST /asks/:id/offers/:offer/decline": "reader",
  "GET /sessions/:id": "reader",
  "POST /sessions/:id/cancel": "reader",
  "POST /sessions/:id/fast-forward": "reader",
  "GET /brokers": "reader",
  "GET /sources": "reader",
  "POST /sources": "reader",
  "GET /sources/events": "reader",
  "GET /sources/:key/feed.atom": "reader",
  "GET /repositories": "reader",
  "GET /repositories/:id": "reader",
  "GET /repositories/:id/badge.svg": "reader",
  "GET /repositories/:id/feed.atom": "reader",
  "POST /repositories/:id/looks": "reader",
  "GET /repositories/:id/looks/:look": "reader",
  "GET /repositories/:id/looks/:look/events": "reader",
  "GET /deliveries": "reader",
  /** Signed by the forge. */
  "POST /webhooks/:host": "reader",
  "GET /vocabularies": "reader",
  "GET /vocabularies/:scheme": "reader",
  "GET /vocabularies/:scheme/:concept": "reader",
  "GET /vocabularies/:scheme/health": "reader",
  "GET /vocabularies/:scheme/history": "reader",
  "GET /curation": "curator",
  "GET /curation/terms": "curator",
  "POST /curation/terms": "curator",
  "GET /curation/concepts/:scheme/:concept": "curator",
  "POST /curation/concepts/:scheme/:concept": "curator",
  "GET /curation/new-concept/:scheme": "curator",
  "POST /curation/new-concept/:scheme": "curator",
  "GET /curation/schemes/:scheme": "curator",
  "POST /curation/schemes/:scheme": "curator",
  /** Who changed what is nobody's secret. */
  "GET /curation/history": "reader",
  "GET /curation/changes/:commit": "reader",
  "POST /curation/changes/:commit/undo": "curator",
  "GET /curation/merges/:commit": "curator",
  "POST /curation/merges/:commit": "curator",
  "GET /collections": "reader",
  "GET /collections/:id": "reader",
  "GET /collections/:id/feed.atom": "reader",
  "GET /curation/collections": "curator",
  "POST /curation/collections": "curator",
  "GET /curation/collections/:id": "curator",
  "POST /curation/collections/:id": "curator",
  "POST /curation/collections/:id/items": "curator",
  "GET /curation/overlays": "curator",
  "POST /curation/overlays": "curator",
  "GET /curation/tags": "curator",
  "POST /curation/tags": "curator",
  "GET /check": "reader",
  "POST /check": "reader",
  "GET /rules": "reader",
  "GET /rules/*id": "reader",
  "GET /schemas/:name": "reader",
  "GET /sign-in": "reader",
  "POST /sign-in": "reader",
  "POST /sign-out": "reader",
  "GET /audit": "curator",
  /** What is mounted beside the routes, with rules of its own. */
  "MOUNT /execution-broker": "reader",
} as const satisfies Readonly<Record<string, Role>>;

export const PERMISSIONS: ReadonlyMap<string, Role> = new Map(Object.entries(NEEDS));

/** What each role may; sets, since a curator is no lesser operator and no better runner. */
const RIGHTS: Readonly<Record<Role, ReadonlySet<Role>>> = {
  reader: new Set(["reader"]),
  runner: new Set(["reader", "runner"]),
  curator: new Set(["reader", "curator"]),
  operator: new Set(["reader", "runner", "curator", "operator"]),
};

/** True when somebody, who has signed in or has not, may what needs this role. */
export function mayDo(who: Pick<SignedIn, "role"> | undefined, need: Role): boolean {
  return RIGHTS[who?.role ?? "reader"].has(need);
}

/** Throws when the table has no line for it, so that no route is forgotten. */
export function needOf(method: string, path: string): Role {
  const line = `${method.toUpperCase()} ${path}`;
  const need = PERMISSIONS.get(line);
  if (need !== undefined) return need;
  throw new Error(`No line "${line}" in src/web/access/permissions.ts says who may use this route.`);
}
