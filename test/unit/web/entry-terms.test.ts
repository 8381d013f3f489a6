import { expect, it } from "vitest";
import type { Entry, TermRecord } from "../../../src/catalogue/entry.ts";
import { toTermGroups } from "../../../src/web/view-models/entry-terms.ts";
import type { WebServices } from "../../../src/web/services.ts";
import { loadFiles } from "../vocabulary/vocabulary-folder.ts";

const vocabularies = await loadFiles({
  "task.yaml": `scheme: {title: Tasks, namespace: "https://example.org/task#"}
concepts:
  root-finding: {prefLabel: root finding, altLabel: [rooting, solving]}
`,
  "facets.yaml": "facets: [{key: task, scheme: task, label: Task}]",
});

function term(text: string, conceptId?: string): TermRecord {
  const scheme = conceptId === undefined ? undefined : "task";
  return { facet: "task", text, scheme, conceptId, origin: "author" };
}

const show = (...terms: readonly TermRecord[]): readonly object[] =>
  // Nothing else of the services and the entry is looked at.
  toTermGroups({ vocabularies } as WebServices, { terms } as unknown as Entry, new Map());

it("shows a concept once, with every text by which its author named it", () => {
  const terms = [
    term("rooting", "root-finding"),
    term("Root Finding", "root-finding"),
    term("solving", "root-finding"),
  ];
  expect(show(...terms)).toMatchObject([
    {
      label: "Task",
      terms: [{ label: "root finding", origin: "“rooting”, “solving”, given by the author" }],
    },
  ]);
  expect(show(term("Root finding", "root-finding"))).toMatchObject([
    { terms: [{ label: "root finding", origin: "given by the author" }] },
  ]);
});

it("shows what no vocabulary knows once, however it is spelt", () => {
  expect(show(term("xyz"), term("XYZ"), term("root-finding"))).toMatchObject([
    {
      terms: [
        { label: "xyz", unknown: true },
        { label: "root-finding", unknown: true },
      ],
    },
  ]);
});

it("says of a term that the catalogue found by which words", () => {
  const tagged: TermRecord = {
    ...term("root finding", "root-finding"),
    origin: "catalogue",
    words: "Finds roots",
  };
  expect(show(tagged)).toMatchObject([
    { terms: [{ label: "root finding", origin: "tagged by the catalogue, from the words “Finds roots”" }] },
  ]);
});
