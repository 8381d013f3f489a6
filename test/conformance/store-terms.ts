import { describe, expect, it } from "vitest";
import type { Program, TermPlace, TermRecord } from "../../src/catalogue/entry.ts";
import type { Store } from "../../src/catalogue/store.ts";
import type { TermFinding, TermMeaning } from "../../src/catalogue/term-store.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import { problem, programChange, repository, source } from "../support/entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T11:00:00.000Z";
const FILE = "ivoa-execution.yaml";
const TEXT = "executable: {kind: x}\ndiscovery:\n  terms:\n    task: [rot finding, other]\n";
const LONG = "long ".repeat(2_000);

/** Where "rot finding" stands in `TEXT`. */
const PLACE: TermPlace = {
  file: FILE,
  document: 0,
  pointer: "/discovery/terms/task/0",
  line: 4,
  column: 12,
  endLine: 4,
  endColumn: 23,
};
const UNKNOWN: TermFinding = {
  rule: "terms/unknown",
  severity: "warning",
  sentence: 'The facet "task" has no term "rot finding".',
  hint: 'Did you mean "root finding"?',
};
const EXCERPT = { line: 4, before: "    task: [", marked: "rot finding", after: ", other]" };

const term = (over: Partial<TermRecord> = {}): TermRecord => ({
  facet: "task",
  text: "rot finding",
  scheme: undefined,
  conceptId: undefined,
  origin: "author",
  place: PLACE,
  ...over,
});
const withoutPlace = (over: Partial<TermRecord> = {}): TermRecord => {
  const { place: _place, ...rest } = term(over);
  return rest;
};
const unknown = (over: Partial<Problem> = {}): Problem =>
  problem({ ...UNKNOWN, ...PLACE, excerpt: EXCERPT, ...over });

const known: TermMeaning = {
  facet: "task",
  text: "rot finding",
  origin: "author",
  scheme: "task",
  conceptId: "root-finding",
  finding: undefined,
};
const lost: TermMeaning = { ...known, scheme: undefined, conceptId: undefined, finding: UNKNOWN };

interface Publication {
  readonly id: string;
  readonly terms: readonly TermRecord[];
  readonly problems?: readonly Problem[];
  readonly program?: Partial<Program>;
  readonly at?: string;
  readonly derivedFrom?: string;
}

/** A part of the contract of `Store`: what authors' terms mean, and what follows when that changes. */
export function testTermStore(store: () => Store): void {
  /** A program in a repository of its own. */
  const publish = async ({ id, terms, problems = [], derivedFrom, ...rest }: Publication): Promise<void> => {
    await store().sources.save(source());
    const repositoryId = `R${id}`;
    const path = `local.examples/${id.toLowerCase()}`;
    const change = programChange({ id, path, title: `Tool ${id}`, repositoryId, ...rest.program });
    const documents = change.documents.map((it) => ({ ...it, derivedFrom, bytes: Buffer.from(TEXT) }));
    await store().entries.apply({
      repository: repository({ id: repositoryId, forgeId: id, path: id.toLowerCase() }),
      problems,
      programs: [{ ...change, documents, terms }],
      seen: [],
      at: rest.at ?? AT,
    });
    await takeJobs();
  };
  const retag = async (
    meanings: readonly TermMeaning[],
    alsoIndex: readonly string[] = [],
  ): Promise<number> => (await store().terms.retag({ meanings, alsoIndex, commit: "c1", at: AT })).length;
  const termsOf = async (id: string): Promise<readonly TermRecord[] | undefined> =>
    (await store().entries.get(id))?.terms;
  const problemsOf = (id: string): Promise<readonly Problem[]> => store().entries.problemsOf(`R${id}`);
  /** What is to be indexed; it counts as done afterwards. */
  const takeJobs = async (): Promise<readonly string[]> => {
    const jobs = await store().jobs.claim(["index"], LATER, LATER, 100);
    await store().jobs.finish(jobs.map(({ id }) => id));
    return jobs.map(({ subject }) => subject).sort();
  };

  describe("terms", () => {
    it("come back with their place and the words that led to them", async () => {
      const tagged = withoutPlace({ text: "roots", origin: "catalogue", words: "finds roots" });
      await publish({ id: "01A", terms: [term(), tagged, withoutPlace({ text: LONG })] });
      expect(await termsOf("01A")).toEqual([term(), tagged, withoutPlace({ text: LONG })]);
    });

    it("are listed once, with how many published programs have them and since when", async () => {
      expect(await store().terms.listWritten()).toEqual([]);
      await publish({ id: "01A", terms: [term(), withoutPlace({ text: LONG, facet: "a" })] });
      await publish({ id: "01B", terms: [term(), term({ text: "Rot finding" })], at: LATER });
      // Written again, the one keeps its time and the other has one of its own.
      await publish({ id: "01A", terms: [term(), withoutPlace({ text: "new" })], at: LATER });
      const gone = {
        state: "withdrawn",
        withdrawal: { at: AT, reason: "Gone.", commit: undefined },
      } as const;
      await publish({ id: "01C", terms: [term(), term({ text: "gone" })], program: gone });
      const common = { facet: "task", origin: "author", scheme: undefined, conceptId: undefined };
      expect(await store().terms.listWritten()).toEqual([
        { ...common, text: "Rot finding", programs: 1, since: LATER },
        { ...common, text: "new", programs: 1, since: LATER },
        { ...common, text: "rot finding", programs: 2, since: AT },
      ]);
    });

    it("mean nothing for sure where programs disagree", async () => {
      const found = { scheme: "task", conceptId: "root-finding" };
      await publish({ id: "01A", terms: [term(found), term({ text: "one", ...found })] });
      await publish({ id: "01B", terms: [term(), term({ text: "one", ...found })] });
      await publish({ id: "01C", terms: [term({ text: "two", ...found })] });
      await publish({ id: "01D", terms: [term({ text: "two", scheme: "task", conceptId: "roots" })] });
      const written = await store().terms.listWritten();
      expect(written.map(({ text, conceptId }) => [text, conceptId])).toEqual([
        ["one", "root-finding"],
        ["rot finding", undefined],
        ["two", undefined],
      ]);
    });

    it("lead to the programs that have them as written, and to those of a concept", async () => {
      const found = { scheme: "task", conceptId: "root-finding" };
      await publish({ id: "01B", terms: [term(found), term({ ...found, facet: "also" })] });
      await publish({ id: "01A", terms: [term(found), withoutPlace({ text: LONG })] });
      await publish({ id: "01C", terms: [term({ text: "ROT finding", scheme: "task", conceptId: "b" })] });
      const ids = async (text: string, limit = 9): Promise<readonly string[]> =>
        (await store().terms.programsWithTerm("task", text, limit)).map(({ id }) => id);
      expect(await store().terms.programsWithTerm("task", "rot finding", 1)).toEqual([
        { id: "01A", path: "local.examples/01a", title: "Tool 01A" },
      ]);
      expect(await ids("rot finding")).toEqual(["01A", "01B"]);
      expect(await ids(LONG)).toEqual(["01A"]);
      expect(await ids(`${LONG}.`)).toEqual([]);
      const many = Array.from({ length: 300 }, (_, number) => ({ scheme: "task", id: `no-${number}` }));
      const concepts = [...many, { scheme: "task", id: "root-finding" }, { scheme: "other", id: "b" }];
      expect(await store().terms.programsWithConcepts(concepts)).toEqual(["01A", "01B"]);
      expect(await store().terms.programsWithConcepts([])).toEqual([]);
    });

    it("are missing in programs that have none in a facet; hidden and withdrawn ones do not count", async () => {
      await publish({ id: "01A", terms: [term()] });
      await publish({ id: "01B", terms: [term({ facet: "also" })] });
      await publish({ id: "01D", terms: [] });
      await publish({ id: "01C", terms: [] });
      await publish({ id: "01E", terms: [], program: { listed: false } });
      const without = async (facets: readonly string[], except: readonly string[] = []): Promise<unknown> => {
        const { count, first } = await store().terms.programsWithout(facets, { except, limit: 2 });
        return [count, first.map(({ id }) => id)];
      };
      expect(await without(["task"])).toEqual([3, ["01B", "01C"]]);
      expect(await without(["task", "also"])).toEqual([2, ["01C", "01D"]]);
      expect(await without(["task"], ["01B", "01A", "none"])).toEqual([2, ["01C", "01D"]]);
      expect(await without([])).toEqual([0, []]);
    });
  });

  describe("retagging", () => {
    it("gives a term its concept and takes its finding away; text, place and other findings stay", async () => {
      const digest = problem({ line: 1 });
      const other = unknown({
        pointer: "/discovery/terms/task/1",
        sentence: 'The facet "task" has no term "other".',
      });
      await publish({
        id: "01A",
        terms: [term(), term({ text: "other" })],
        problems: [digest, unknown(), other],
      });
      await publish({ id: "01B", terms: [term({ text: "other" })] });
      expect(await store().terms.appliedCommit()).toBeUndefined();
      expect(await store().terms.programsConcernedBy([known])).toEqual(["01A"]);
      expect(await problemsOf("01A")).toHaveLength(3);
      expect(await retag([known])).toBe(1);
      expect(await termsOf("01A")).toEqual([
        term({ scheme: "task", conceptId: "root-finding" }),
        term({ text: "other" }),
      ]);
      expect(await problemsOf("01A")).toEqual([digest, other]);
      expect(await store().terms.appliedCommit()).toBe("c1");
      expect(await takeJobs()).toEqual(["01A"]);
    });

    it("changes nothing when it is done again, and notes the commit of now", async () => {
      await publish({ id: "01A", terms: [term()], problems: [unknown()] });
      await retag([known]);
      await takeJobs();
      expect(await store().terms.programsConcernedBy([known])).toEqual([]);
      const again = { meanings: [known], alsoIndex: [], commit: "c2", at: LATER };
      expect(await store().terms.retag(again)).toEqual([]);
      expect(await takeJobs()).toEqual([]);
      expect(await store().terms.appliedCommit()).toBe("c2");
    });

    it("adds a finding where the term stands, with the line, in the order of the text", async () => {
      const [first, last] = [problem({ line: 1 }), problem({ line: 6, rule: "terms/single" })];
      const found = term({ scheme: "task", conceptId: "root-finding" });
      const second = term({
        text: "other",
        place: { ...PLACE, pointer: "/discovery/terms/task/1", column: 25, endColumn: 30 },
      });
      await publish({ id: "01A", terms: [found, second], problems: [first, last] });
      await publish({ id: "01B", terms: [found] });
      const sentence = 'The facet "task" has no term "other".';
      const other: TermMeaning = { ...lost, text: "other", finding: { ...UNKNOWN, sentence } };
      expect(await store().terms.programsConcernedBy([lost, other])).toEqual(["01A", "01B"]);
      expect(await retag([lost, other])).toBe(2);
      expect(await termsOf("01B")).toEqual([term()]);
      const told = await problemsOf("01A");
      expect(told.map(({ rule, line, column }) => [rule, line, column])).toEqual([
        ["image/digest-missing", 1, 5],
        ["terms/unknown", 4, 12],
        ["terms/unknown", 4, 25],
        ["terms/single", 6, 5],
      ]);
      expect(await problemsOf("01B")).toEqual([unknown()]);
      expect(await retag([lost, other])).toBe(0);
      // A finding before all others, and one behind those that were added before.
      expect(await retag([known])).toBe(2);
      expect(await retag([lost])).toBe(2);
      expect((await problemsOf("01A")).map(({ line }) => line)).toEqual([1, 4, 4, 6]);
    });

    it("hides a secret in the line that it quotes", async () => {
      const found = term({ scheme: "task", conceptId: "root-finding" });
      await publish({ id: "01A", terms: [found], problems: [problem({ rule: "secret/text", line: 4 })] });
      await retag([lost]);
      const quoted = (await problemsOf("01A")).find(({ rule }) => rule === "terms/unknown");
      expect(JSON.stringify(quoted?.excerpt)).not.toContain("rot finding");
    });

    it("tells something else at the same place", async () => {
      await publish({ id: "01A", terms: [term()], problems: [problem(), unknown(), problem({ line: 9 })] });
      const finding: TermFinding = {
        rule: "terms/unknown",
        severity: "hint",
        sentence: 'This catalogue has decided that "rot finding" is no term for the facet "task".',
        hint: undefined,
      };
      expect(await retag([{ ...lost, finding }])).toBe(1);
      const { hint: _hint, ...settled } = unknown({ ...finding });
      expect((await problemsOf("01A")).map(({ line }) => line)).toEqual([3, 4, 9]);
      expect((await problemsOf("01A"))[1]).toEqual({ ...settled, hint: undefined });
      expect(await termsOf("01A")).toEqual([term()]);
      expect(await retag([{ ...lost, finding }])).toBe(0);
    });

    it("keeps the order of the text when findings come back one by one, the last first", async () => {
      const at = (line: number, column = 5): Partial<TermPlace> => ({
        line,
        column,
        endLine: line,
        endColumn: 16,
      });
      const early = { ...term(), text: "early", place: { ...PLACE, ...at(5), pointer: "/a" } };
      const late = { ...term(), text: "late", place: { ...PLACE, ...at(12), pointer: "/b" } };
      const first = { ...term(), text: "first", place: { ...PLACE, ...at(1), pointer: "/c" } };
      const second = { ...term(), text: "second", place: { ...PLACE, ...at(1, 40), pointer: "/d" } };
      const terms = [first, second, early, late];
      await publish({ id: "01A", terms, problems: [problem({ line: 2 }), problem({ line: 20 })] });
      for (const { text } of [late, early, second, first]) await retag([{ ...lost, text }]);
      const places = (await problemsOf("01A")).map(({ line, column }) => `${line}:${column}`);
      expect(places).toEqual(["1:5", "1:40", "2:5", "5:5", "12:5", "20:5"]);
    });

    it("finds the finding of a term without a place by its words, when there is only one", async () => {
      await publish({ id: "01A", terms: [withoutPlace()], problems: [unknown()] });
      const twice = [unknown(), unknown({ document: 1 })];
      await publish({ id: "01B", terms: [withoutPlace()], problems: twice });
      await publish({ id: "01C", terms: [withoutPlace()] });
      expect(await store().terms.programsConcernedBy([lost])).toEqual([]);
      expect(await retag([known])).toBe(3);
      expect(await problemsOf("01A")).toEqual([]);
      expect(await problemsOf("01B")).toEqual(twice);
      expect(await retag([lost])).toBe(3);
      expect(await problemsOf("01C")).toEqual([]);
    });

    it("adds no finding to a head that is not what the catalogue has", async () => {
      const error = problem({ severity: "error", rule: "discovery/name", document: 0 });
      const found = term({ scheme: "task", conceptId: "root-finding" });
      await publish({ id: "01A", terms: [found], problems: [error] });
      const moved = unknown({ sentence: 'The facet "task" has no term "moved here".' });
      await publish({ id: "01B", terms: [found], problems: [moved] });
      await publish({ id: "01C", terms: [term()], problems: [error, unknown()] });
      expect(await retag([lost])).toBe(2);
      expect(await problemsOf("01A")).toEqual([error]);
      expect(await problemsOf("01B")).toEqual([moved]);
      expect(await retag([known])).toBe(3);
      expect(await problemsOf("01B")).toEqual([moved]);
      expect(await problemsOf("01C")).toEqual([error]);
    });

    it("retags withdrawn programs as well, and neither counts nor tells it", async () => {
      const withdrawal = { at: AT, reason: "Gone.", commit: undefined };
      const found = term({ scheme: "task", conceptId: "root-finding" });
      await publish({ id: "01A", terms: [found], program: { state: "withdrawn", withdrawal } });
      await publish({ id: "01B", terms: [found] });
      expect(await retag([lost])).toBe(1);
      expect(await termsOf("01A")).toEqual([term()]);
      expect(await problemsOf("01A")).toEqual([]);
      expect(await takeJobs()).toEqual(["01B"]);
    });

    it("leaves authors alone when a term of the catalogue changes", async () => {
      const tagged = withoutPlace({ origin: "catalogue", scheme: "task", conceptId: "old", words: "finds" });
      await publish({ id: "01A", terms: [term(), tagged], problems: [unknown()] });
      expect(await retag([{ ...known, origin: "catalogue" }])).toBe(1);
      expect(await termsOf("01A")).toEqual([term(), { ...tagged, conceptId: "root-finding" }]);
      expect(await problemsOf("01A")).toEqual([unknown()]);
    });

    it("indexes what is linked with the programs, and what else it is told", async () => {
      await publish({ id: "01A", terms: [term()] });
      await publish({ id: "01B", terms: [], derivedFrom: "local.examples/01a" });
      await publish({ id: "01C", terms: [] });
      await publish({ id: "01D", terms: [] });
      expect(await retag([known], ["01D"])).toBe(1);
      expect(await takeJobs()).toEqual(["01A", "01B", "01D"]);
    });

    it("takes long texts, strange ones, and many at once", async () => {
      const texts = ["constructor", "__proto__", 'a "b" \\ %', "größer", LONG, `${LONG}!`, "😀".repeat(120)];
      const more = Array.from({ length: 250 }, (_, number) => `term ${number}`);
      const all = [...texts, ...more];
      await publish({ id: "01A", terms: all.map((text) => withoutPlace({ text })) });
      const meanings = all.map((text, number) => ({ ...known, text, conceptId: `c${number}` }));
      expect(await retag(meanings)).toBe(1);
      expect((await termsOf("01A"))?.map(({ text, conceptId }) => [text, conceptId])).toEqual(
        meanings.map(({ text, conceptId }) => [text, conceptId]),
      );
      expect(await retag(meanings)).toBe(0);
    });

    it("goes with crawls that write at the same time: term and finding are both of before, or both of after", async () => {
      const numbers = Array.from({ length: 12 }, (_, number) => `01P${number}`);
      const crawl = (id: string): Promise<void> => publish({ id, terms: [term()], problems: [unknown()] });
      for (const id of numbers) await crawl(id);
      await Promise.all([
        ...numbers.map(crawl),
        retag([known]),
        ...numbers.map(crawl),
        retag([lost]),
        retag([known]),
      ]);
      for (const id of numbers) {
        const [own] = (await termsOf(id)) ?? [];
        expect(await problemsOf(id)).toHaveLength(own?.conceptId === undefined ? 1 : 0);
      }
    });

    it("notes the commit when no term changes", async () => {
      expect(await retag([])).toBe(0);
      expect(await store().terms.appliedCommit()).toBe("c1");
    });
  });
}
