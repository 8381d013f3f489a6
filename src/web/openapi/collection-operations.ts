import type { Operation } from "./operation.ts";

const FORM_ERRORS = [401, 403, 404, 409, 413, 415, 422];

/** Collections, and what curators say of single entries. */
export const COLLECTION_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    route: "/collections",
    summary: "Named selections of entries.",
    answer: "Collections",
    errors: [],
  },
  {
    method: "get",
    route: "/collections/:id",
    summary: "One collection with its entries, in order.",
    answer: "CollectionPage",
    errors: [404],
  },
  {
    method: "get",
    route: "/collections/:id/feed.atom",
    summary: "Atom: the collection's entries and its own changes.",
    answer: undefined,
    errors: [404, 429],
  },
  {
    method: "get",
    route: "/curation/collections",
    summary: "The form for a new collection.",
    answer: "CollectionForm",
    errors: [401, 403],
  },
  {
    method: "post",
    route: "/curation/collections",
    summary:
      "Makes a collection: `title`, `id`, `description`, `maintainer`, `vetted`, `items` (one on each line).",
    answer: undefined,
    redirect: "/collections/{id}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/collections/:id",
    summary: "A collection as its form has it.",
    answer: "CollectionForm",
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/collections/:id",
    summary:
      "Changes a collection; with `do=remove` it goes. `base` is the commit that the form was made from.",
    answer: undefined,
    redirect: "/collections/{id}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "post",
    route: "/curation/collections/:id/items",
    summary: "Adds an `entry` (its path) to a collection, with a `note`.",
    answer: undefined,
    redirect: "/collections/{id}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/overlays",
    summary: "What the catalogue says of an entry, as its form has it.",
    answer: "OverlayForm",
    query: [["entry", "The entry's path."]],
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/overlays",
    summary:
      "Says something of an `entry`: `summary`, `category`, `note`, `vettedBy`, `why`, `add.<facet>` (terms, one on each line), `hide.<facet>.<number>` (a term). What is empty is no longer said.",
    answer: undefined,
    redirect: "/entries/{path}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/tags",
    summary: "Terms that the catalogue chose by itself, the most used first.",
    answer: "Tags",
    errors: [401, 403],
  },
  {
    method: "post",
    route: "/curation/tags",
    summary:
      "Says for good whether a tag is right: `entry`, `facet`, `term` and `do`, which is `confirm` or `refuse`.",
    answer: undefined,
    redirect: "/curation/tags",
    body: "form",
    errors: FORM_ERRORS,
  },
];
