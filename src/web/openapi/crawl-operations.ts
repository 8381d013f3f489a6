import type { Operation } from "./operation.ts";

/** How the crawl is seen and asked for: repositories, looks, feeds, and what forges tell. */
export const CRAWL_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    route: "/repositories",
    summary: "Why a repository is in the catalogue, or is not.",
    answer: "Whereabouts",
    query: [["url", "Any address of the repository, of a file in it, or the path of an entry."]],
    errors: [429],
  },
  {
    method: "post",
    route: "/repositories/:id/looks",
    summary: "Looks at a repository now; once a minute each.",
    answer: undefined,
    redirect: "/repositories/{id}/looks/{look}",
    errors: [403, 404, 409, 429],
  },
  {
    method: "get",
    route: "/repositories/:id/looks/:look",
    summary: "How a look goes on, and what came of it; 303 to the repository when it is not known any more.",
    answer: "LookPage",
    errors: [404],
  },
  {
    method: "get",
    route: "/repositories/:id/looks/:look/events",
    summary: "The same as server-sent events: `stage` for each step, then `end` with the look.",
    answer: undefined,
    errors: [404, 429],
  },
  {
    method: "get",
    route: "/repositories/:id/feed.atom",
    summary: "The looks at a repository with their findings, as an Atom feed.",
    answer: undefined,
    errors: [404],
  },
  {
    method: "get",
    route: "/sources/:key/feed.atom",
    summary: "What was published, withdrawn or broken in a source, as an Atom feed.",
    answer: undefined,
    errors: [404],
  },
  {
    method: "get",
    route: "/sources/events",
    summary: "The crawl that goes on, as server-sent events: `set` when counts change, then `end`.",
    answer: undefined,
    errors: [429],
  },
  {
    method: "get",
    route: "/deliveries",
    summary: "The last hundred calls of forges, and what became of them.",
    answer: "Deliveries",
    errors: [],
  },
  {
    method: "post",
    route: "/webhooks/:host",
    summary: "For a forge to call: a webhook's delivery, signed with the secret of that host.",
    answer: "Received",
    status: 202,
    body: "delivery",
    errors: [400, 403, 404, 409, 413, 415, 429],
  },
];
