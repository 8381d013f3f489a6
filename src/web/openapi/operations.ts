/** One thing that the JSON side does. `answer` names a schema; `redirect` says that the answer is a 303. */
export interface Operation {
  readonly method: "get" | "post";
  /** As in the router, without `/api/v1`. */
  readonly route: string;
  readonly summary: string;
  readonly answer: string | undefined;
  readonly redirect?: string | undefined;
  readonly body?: "form" | "manifest" | undefined;
  readonly query?: readonly (readonly [string, string])[] | undefined;
  readonly errors: readonly number[];
}

const SEARCH_QUERY: readonly (readonly [string, string])[] = [
  [
    "q",
    "What to look for, at most 500 characters. Each facet's key is a parameter too, and may be repeated.",
  ],
  ["sort", "`relevance` or `newest`."],
  ["page", "From 1."],
  ["size", "Hits a page, at most 100."],
];

export const OPERATIONS: readonly Operation[] = [
  { method: "get", route: "/healthz", summary: "Whether the process answers.", answer: "Health", errors: [] },
  {
    method: "get",
    route: "/readyz",
    summary: "Whether the catalogue answers.",
    answer: "Health",
    errors: [503],
  },
  {
    method: "get",
    route: "/",
    summary: "Searches the catalogue; without parameters also the task tree and example questions.",
    answer: "Search",
    query: SEARCH_QUERY,
    errors: [400, 429, 503],
  },
  {
    method: "get",
    route: "/entries/*path",
    summary: "An entry by its path; `/document` below it is the author's own text.",
    answer: "Entry",
    query: [["dialect", "Below `/document` only: `D` or `C` for the request that the manifest makes."]],
    errors: [404, 410],
  },
  {
    method: "post",
    route: "/entries/*path",
    summary: "Below an entry, `/asks`: asks all brokers. Fields are those of the entry's `form`.",
    answer: undefined,
    redirect: "/asks/{id}",
    body: "form",
    errors: [403, 404, 405, 410, 413, 415, 422, 429],
  },
  {
    method: "get",
    route: "/asks/:id",
    summary: "What the brokers said to an ask.",
    answer: "Ask",
    errors: [404],
  },
  {
    method: "post",
    route: "/asks/:id/offers/:offer/accept",
    summary: "Accepts an offer; only who asked can.",
    answer: undefined,
    redirect: "/sessions/{id}",
    errors: [403, 404, 409, 502, 504],
  },
  {
    method: "post",
    route: "/asks/:id/offers/:offer/decline",
    summary: "Declines an offer, so that its resources are free.",
    answer: undefined,
    redirect: "/asks/{id}",
    errors: [403, 404, 409, 502, 504],
  },
  {
    method: "get",
    route: "/sessions/:id",
    summary: "A session and its phase.",
    answer: "Session",
    errors: [404],
  },
  {
    method: "post",
    route: "/sessions/:id/cancel",
    summary: "Cancels a session.",
    answer: undefined,
    redirect: "/sessions/{id}",
    errors: [403, 404, 409, 502, 504],
  },
  {
    method: "post",
    route: "/sessions/:id/fast-forward",
    summary: "Moves a rehearsal to its end.",
    answer: undefined,
    redirect: "/sessions/{id}",
    errors: [403, 404, 409, 502, 504],
  },
  {
    method: "get",
    route: "/sources",
    summary: "The sources with their repositories and findings.",
    answer: "Sources",
    query: [
      ["source", "One source by its key."],
      ["page", "Page of repositories, from 1."],
    ],
    errors: [400, 404],
  },
  {
    method: "post",
    route: "/sources",
    summary: "Proposes a repository: the field `url`.",
    answer: undefined,
    redirect: "/sources",
    body: "form",
    errors: [403, 409, 413, 415, 422, 429],
  },
  {
    method: "get",
    route: "/repositories/:id",
    summary: "One repository.",
    answer: "RepositoryPage",
    errors: [404],
  },
  { method: "get", route: "/vocabularies", summary: "All vocabularies.", answer: "Schemes", errors: [] },
  {
    method: "get",
    route: "/vocabularies/:scheme",
    summary: "One vocabulary.",
    answer: "Scheme",
    errors: [404],
  },
  {
    method: "get",
    route: "/vocabularies/:scheme/:concept",
    summary: "One concept, with how many entries have it.",
    answer: "ConceptPage",
    errors: [404],
  },
  { method: "get", route: "/check", summary: "How to check a manifest.", answer: "Check", errors: [] },
  {
    method: "post",
    route: "/check",
    summary: "Checks a manifest and keeps nothing.",
    answer: "Check",
    body: "manifest",
    query: [["file", "The name for the findings."]],
    errors: [400, 403, 413, 415, 429],
  },
  { method: "get", route: "/rules", summary: "All rules.", answer: "Rules", errors: [] },
  { method: "get", route: "/rules/*id", summary: "One rule.", answer: "RulePage", errors: [404] },
  {
    method: "get",
    route: "/brokers",
    summary: "Who is asked, and whether they answer.",
    answer: "Brokers",
    errors: [],
  },
  {
    method: "get",
    route: "/schemas/:name",
    summary: "A JSON Schema, or this document.",
    answer: undefined,
    errors: [404],
  },
];
