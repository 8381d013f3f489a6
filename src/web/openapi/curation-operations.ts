import type { Operation } from "./operation.ts";

const FORM_ERRORS = [401, 403, 404, 409, 413, 415, 422];
const BASE = "`base` is the commit that it was made from, `preview` only shows what it would do.";

/** What curators do with the vocabularies, and how others see it. */
export const CURATION_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    route: "/curation",
    summary: "The curators' desk: terms that nobody knows, open merges, findings in the files.",
    answer: "Desk",
    query: [["page", "Of the queue, from 1."]],
    errors: [400, 401, 403],
  },
  {
    method: "get",
    route: "/curation/terms",
    summary: "One term that nobody knows, with the concepts that come near.",
    answer: "QueuedTermPage",
    query: [
      ["facet", "The facet's key."],
      ["text", "The term, in any of its spellings."],
    ],
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/terms",
    summary:
      "Settles a term: `facet`, `text` and `way`, which is `synonym` or `misspelling` (of `concept`), `means` (which `concept` keeps it), `new` " +
      "(`prefLabel`, `broader`, `definition`) or `refuse` (`reason`). `preview` only shows what it would do.",
    answer: undefined,
    redirect: "/curation",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/concepts/:scheme/:concept",
    summary: "A concept's words as its form has them.",
    answer: "ConceptForm",
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/concepts/:scheme/:concept",
    summary:
      "Changes a concept: `action` is `edit` (the fields of its form), `merge` (`into`), `move` (`below`), " +
      `\`deprecate\` (\`replacedBy\`) or \`restore\`; \`why\` is kept in the history. ${BASE}`,
    answer: undefined,
    redirect: "/curation/changes/{commit}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/new-concept/:scheme",
    summary: "The form for a new concept.",
    answer: "ConceptForm",
    query: [["below", "The id of a broader concept."]],
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/new-concept/:scheme",
    summary: `Adds a concept; its \`id\` is made from \`prefLabel\` when it is empty. ${BASE}`,
    answer: undefined,
    redirect: "/curation/changes/{commit}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/schemes/:scheme",
    summary: "What a vocabulary says of itself.",
    answer: "SchemeForm",
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/schemes/:scheme",
    summary: `Changes what a vocabulary says of itself. ${BASE}`,
    answer: undefined,
    redirect: "/curation/changes/{commit}",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/curation/history",
    summary: "Who changed what, the newest first.",
    answer: "History",
    query: [
      ["path", "Only what changed this file."],
      ["before", "Only what came before this commit."],
      ["entry", "Leads, by 303, to the changes of what curators say of this entry."],
    ],
    errors: [400, 404, 429],
  },
  {
    method: "get",
    route: "/curation/changes/:commit",
    summary: "One change with its diff; for curators also what undoing it would do.",
    answer: "ChangePage",
    errors: [404, 429],
  },
  {
    method: "post",
    route: "/curation/changes/:commit/undo",
    summary: "Undoes a change by another one.",
    answer: undefined,
    redirect: "/curation",
    errors: [401, 403, 404, 409, 422],
  },
  {
    method: "get",
    route: "/curation/merges/:commit",
    summary: "Two histories that do not go together by themselves, file by file.",
    answer: "MergePage",
    errors: [401, 403, 404],
  },
  {
    method: "post",
    route: "/curation/merges/:commit",
    summary:
      "Decides a merge: for each file `path.0`, `choice.0` (`ours`, `theirs`, `edited`) and `text.0`, then `.1` and so on.",
    answer: undefined,
    redirect: "/curation",
    body: "form",
    errors: FORM_ERRORS,
  },
  {
    method: "get",
    route: "/vocabularies/:scheme/health",
    summary:
      "Unused, too wide and deprecated concepts of a vocabulary, labels of several, and terms that nobody knows.",
    answer: "VocabularyHealth",
    errors: [404, 429],
  },
  {
    method: "get",
    route: "/vocabularies/:scheme/history",
    summary: "Leads to the history of the vocabulary's file.",
    answer: undefined,
    redirect: "/curation/history",
    errors: [404],
  },
];
