import { ofBranch } from "../../../src/catalogue/versions.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedDocument } from "../../../src/catalogue/checker.ts";
import type { Entry } from "../../../src/catalogue/entry.ts";
import { reconcile, type Reconciled } from "../../../src/catalogue/reconcile.ts";
import type { CheckedManifest, ReconcileInput } from "../../../src/catalogue/reconcile-input.ts";
import type { Repository, Source } from "../../../src/catalogue/sources.ts";
import type { ManifestModel } from "../../../src/manifest/model.ts";
import type { Problem } from "../../../src/manifest/problems.ts";

const AT = "2026-06-01T00:00:00.000Z";
const LATER = "2026-06-02T00:00:00.000Z";

const repository = {
  id: "repository",
  sourceId: "source",
  forge: "git",
  forgeId: "example.org/group/tool",
  host: "example.org",
  path: "group/tool",
  url: "https://example.org/group/tool.git",
  state: "ok",
  attempts: 0,
  createdAt: AT,
} as Repository;

/** A small catalogue of one repository, on which looks follow each other. */
function createCatalogue() {
  let ids = 0;
  const entries = new Map<string, Entry>();
  return {
    entries,
    paths: () => [...entries.values()].map((entry) => `${entry.program.state} ${entry.program.path}`).sort(),
    id: (path: string) => [...entries.values()].find((entry) => entry.program.path === path)?.program.id,
    look(manifests: readonly CheckedManifest[], some: Partial<ReconcileInput> = {}): Reconciled {
      const result = reconcile({
        repository,
        commit: "commit",
        existing: [...entries.values()],
        manifests,
        recheck: false,
        taken: new Set(),
        at: AT,
        newId: () => `id-${String((ids += 1))}`,
        ...some,
      });
      for (const { program, documents, terms } of result.programs) {
        const [document] = documents;
        if (document === undefined) throw new Error("a program without a document");
        entries.set(program.id, {
          program,
          document,
          runs: ofBranch(document),
          versions: [],
          terms,
          problems: [],
          repository,
          source: {} as Source,
        });
      }
      return result;
    },
  };
}

const range = { line: 1, column: 1, endLine: 1, endColumn: 1 };

function problem(file: string, document: number | undefined): Problem {
  return {
    rule: "test/broken",
    severity: "error",
    pointer: "",
    document,
    file,
    ...range,
    sentence: "It is broken.",
  };
}

/** A file of documents: each a name, `undefined` for none, or "!" for one that is broken. */
function file(path: string, names: readonly (string | undefined)[], text = names.join()): CheckedManifest {
  const documents = names.map((name, number): CheckedDocument => {
    const isBroken = name === "!";
    const model = {
      executable: { kind: "docker-container", kindState: "concrete" },
      storage: [],
      data: [],
      discovery: name === undefined ? undefined : { name, title: text },
    } as unknown as ManifestModel;
    return {
      number,
      dialect: "D",
      model: isBroken ? undefined : model,
      problems: isBroken ? [problem(path, number)] : [],
      places: { start: range, name: range },
      discoveryFile: path,
      terms: [],
      publishable: !isBroken,
    };
  });
  return {
    file: path,
    blobId: `blob of ${text}`,
    bytes: Buffer.from(text),
    discovery: undefined,
    checked: { documents, problems: documents.flatMap((document) => document.problems) },
  };
}

function unreadable(path: string): CheckedManifest {
  return { ...file(path, []), checked: { documents: [], problems: [problem(path, undefined)] } };
}

describe("reconciling a repository", () => {
  let catalogue: ReturnType<typeof createCatalogue>;
  const kinds = (result: Reconciled) => result.events.map((event) => event.kind);
  beforeEach(() => {
    catalogue = createCatalogue();
  });

  it("publishes what is new and says nothing of what is unchanged", () => {
    expect(kinds(catalogue.look([file("a.yaml", ["tool"])]))).toEqual(["published"]);
    const again = catalogue.look([file("a.yaml", ["tool"])], { at: LATER, commit: "another" });
    expect(again).toMatchObject({ programs: [], events: [] });
    expect(again.seen).toEqual([catalogue.id("example.org/group/tool")]);
  });

  it("moves the date of an update only when the author's bytes change", () => {
    catalogue.look([file("a.yaml", ["tool"], "one")]);
    catalogue.look([file("a.yaml", ["tool"], "one")], { at: LATER, recheck: true });
    expect([...catalogue.entries.values()][0]?.program.updatedAt).toBe(AT);
    catalogue.look([file("a.yaml", ["tool"], "two")], { at: LATER, commit: "next" });
    const [entry] = catalogue.entries.values();
    expect(entry?.program).toMatchObject({ updatedAt: LATER, firstPublishedAt: AT });
    expect(entry?.document.commit).toBe("next");
  });

  it("updates a program when only the discovery file beside it changes", () => {
    const withBeside = (text: string): CheckedManifest => {
      const plain = file("a.yaml", ["tool"]);
      const documents = plain.checked.documents.map((one) => ({
        ...one,
        discoveryFile: "ivoa-discovery.yaml",
      }));
      return {
        ...plain,
        discovery: { file: "ivoa-discovery.yaml", bytes: Buffer.from(text) },
        checked: { ...plain.checked, documents },
      };
    };
    catalogue.look([withBeside("one")]);
    expect(kinds(catalogue.look([withBeside("two")]))).toEqual(["updated"]);
  });

  it("keeps the last good version of a broken document", () => {
    catalogue.look([file("a.yaml", ["tool"])]);
    const result = catalogue.look([file("a.yaml", ["!"])]);
    expect(result.programs).toEqual([]);
    expect(result.events).toMatchObject([{ kind: "broken", kept: true, path: "example.org/group/tool" }]);
    expect(result.problems).toHaveLength(1);
  });

  it("holds back only the broken one of several documents", () => {
    catalogue.look([file("a.yaml", ["one", "two", "three"])]);
    const result = catalogue.look([file("a.yaml", ["one", "!", "three"], "changed")]);
    expect(kinds(result).sort()).toEqual(["broken", "updated", "updated"]);
    expect(catalogue.paths()).toEqual([
      "published example.org/group/tool~one",
      "published example.org/group/tool~three",
      "published example.org/group/tool~two",
    ]);
  });

  it("keeps every document of a file that cannot be read at all, under the paths that they had", () => {
    catalogue.look([file("a.yaml", ["one", "two"])]);
    const result = catalogue.look([unreadable("a.yaml")]);
    expect(result.programs).toEqual([]);
    expect(result.events).toMatchObject([
      { kind: "broken", kept: true },
      { kind: "broken", kept: true },
    ]);
  });

  it("does not give a new neighbour the short path while a file with two documents cannot be read", () => {
    catalogue.look([file("a.yaml", ["one", "two"])]);
    catalogue.look([unreadable("a.yaml"), file("b.yaml", ["three"])]);
    expect(catalogue.paths()).toContain("published example.org/group/tool~three");
  });

  it("withdraws with commit and reason what a complete tree no longer holds, and restores it with its id", () => {
    catalogue.look([file("x/a.yaml", ["tool"])]);
    const id = catalogue.id("example.org/group/tool/-/x");
    expect(kinds(catalogue.look([], { commit: "deleting" }))).toEqual(["withdrawn"]);
    expect([...catalogue.entries.values()][0]?.program.withdrawal).toMatchObject({
      commit: "deleting",
      at: AT,
    });
    expect(kinds(catalogue.look([]))).toEqual([]);
    expect(kinds(catalogue.look([file("x/a.yaml", ["tool"])]))).toEqual(["restored"]);
    expect(catalogue.id("example.org/group/tool/-/x")).toBe(id);
  });

  it("withdraws one document of a file and lets the other have the short path", () => {
    catalogue.look([file("a.yaml", ["one", "two"])]);
    const two = catalogue.id("example.org/group/tool~two");
    const result = catalogue.look([file("a.yaml", ["two"])]);
    expect(kinds(result).sort()).toEqual(["updated", "withdrawn"]);
    expect(catalogue.id("example.org/group/tool")).toBe(two);
    expect(result.programs.find((change) => change.program.id === two)?.oldPath).toBe(
      "example.org/group/tool~two",
    );
  });

  it("knows a document again by its name when its folder is renamed and its text changes", () => {
    catalogue.look([file("old/a.yaml", ["tool"], "one"), file("other/a.yaml", ["other"])]);
    const id = catalogue.id("example.org/group/tool/-/old");
    const result = catalogue.look([file("new/a.yaml", ["tool"], "two"), file("other/a.yaml", ["other"])]);
    expect(catalogue.id("example.org/group/tool/-/new")).toBe(id);
    expect(result.programs[0]?.oldPath).toBe("example.org/group/tool/-/old");
  });

  it("knows a document without a name again by its file, and by its bytes when that moved", () => {
    catalogue.look([file("a/a.yaml", [undefined], "one")]);
    const id = catalogue.id("example.org/group/tool/-/a");
    catalogue.look([file("a/a.yaml", [undefined], "two")]);
    expect(catalogue.id("example.org/group/tool/-/a")).toBe(id);
    catalogue.look([file("b/a.yaml", [undefined], "two")]);
    expect(catalogue.paths()).toEqual(["published example.org/group/tool/-/b"]);
    expect(catalogue.id("example.org/group/tool/-/b")).toBe(id);
  });

  it("keeps the address when .yml becomes .yaml and the text changes at once", () => {
    catalogue.look([file("a.yml", [undefined], "one")]);
    expect(kinds(catalogue.look([file("a.yaml", [undefined], "two")]))).toEqual(["updated"]);
  });

  it("does not confuse documents when one is put before another", () => {
    catalogue.look([file("a.yaml", ["one", "two"])]);
    const ids = [catalogue.id("example.org/group/tool~one"), catalogue.id("example.org/group/tool~two")];
    catalogue.look([file("a.yaml", ["zero", "one", "two"])]);
    expect([catalogue.id("example.org/group/tool~one"), catalogue.id("example.org/group/tool~two")]).toEqual(
      ids,
    );
  });

  it("lets two documents swap their names", () => {
    catalogue.look([file("x/a.yaml", ["one"]), file("y/a.yaml", ["two"])]);
    const one = catalogue.id("example.org/group/tool/-/x");
    catalogue.look([file("x/a.yaml", ["two"]), file("y/a.yaml", ["one"])]);
    expect(catalogue.id("example.org/group/tool/-/y")).toBe(one);
  });

  it("lets the place in the folder stand in for a name that is missing", () => {
    catalogue.look([file("a.yaml", ["find", undefined])]);
    expect(catalogue.paths()).toEqual([
      "published example.org/group/tool~2",
      "published example.org/group/tool~find",
    ]);
  });

  it("publishes one of two documents of the same name, and says where the other is", () => {
    const result = catalogue.look([file("a.yaml", ["tool"]), file("b.yaml", ["tool"])]);
    expect(kinds(result)).toEqual(["published", "broken"]);
    expect(result.problems).toMatchObject([{ rule: "crawl/path-taken", file: "b.yaml", severity: "error" }]);
  });

  it("never takes a path that belongs to another repository", () => {
    const result = catalogue.look([file("a.yaml", ["tool"])], { taken: new Set(["example.org/group/tool"]) });
    expect(result.programs).toEqual([]);
    expect(result.problems).toMatchObject([{ rule: "crawl/path-taken" }]);
  });
});
