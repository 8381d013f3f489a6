import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withOverlay } from "../../src/catalogue/with-overlay.ts";
import { applyEdits } from "../../src/curation/edits/apply-edits.ts";
import type { CurationEdit } from "../../src/curation/edits.ts";
import type { MergeSettlement } from "../../src/curation/desk.ts";
import { gitIn, MARIA } from "../support/curation-fixture.ts";
import {
  addsLabel,
  applyAll,
  COFFEE,
  createDeskRoom,
  type DeskRoom,
  NOTHING,
  TASK,
} from "../support/desk-room.ts";
import { NO_FIELDS } from "../unit/curation/curation-texts.ts";

let room: DeskRoom;
beforeEach(async () => {
  room = await createDeskRoom();
});
afterEach(() => room.remove());

describe("two processes with one store and one repository", () => {
  it("lose no change when both write at the same time, and agree in the end", async () => {
    await room.publish("one", [["frothing"], ["cooking"], ["milling"]]);
    const otherStore = await room.openStore();
    try {
      const [one, other] = [await room.openDesk(), await room.openDesk(otherStore)];
      const wishes = [
        [one, addsLabel("brew", "frothing")],
        [other, addsLabel("roast", "cooking")],
        [one, addsLabel("grind", "milling")],
        [other, addsLabel("brew", "pouring")],
        [other, { kind: "set-overlay", overlay: { ...NOTHING, note: "Good." } }],
        [
          one,
          {
            kind: "settle-term",
            term: { facet: "task", text: "x", reason: undefined, by: undefined, at: undefined },
          },
        ],
      ] as const;
      await Promise.all(wishes.map(([desk, edit]) => applyAll(desk, edit)));
      await Promise.all([one.refresh(), other.refresh()]);
      expect(one.current.commit).toBe(other.current.commit);
      expect(one.current.vocabularies.hash).toBe(other.current.vocabularies.hash);
      expect(one.current.vocabularies.findConcept("task", "brew")?.altLabels.toSorted()).toEqual([
        "frothing",
        "pouring",
      ]);
      expect(one.current.overlays.get("local.examples/one")?.note).toBe("Good.");
      expect(one.current.settled).toHaveLength(1);
      expect(await room.conceptsOf("one")).toEqual(["brew", "roast", "grind"]);
      expect(await room.store.terms.appliedCommit()).toBe(one.current.commit);
    } finally {
      await otherStore.close();
    }
  }, 60_000);
});

describe("a process that ended before its commit was in force", () => {
  it("is caught up with by the next: tags, and index jobs for what curators say of entries", async () => {
    await room.publish("one", [["frothing"]]);
    await room.publish("two", []);
    await room.openDesk();
    await room.finishJobs();
    const base = await room.repository.head();
    const edits: CurationEdit[] = [
      addsLabel("brew", "frothing"),
      { kind: "set-overlay", overlay: { ...NOTHING, entry: "local.examples/two", note: "Good." } },
    ];
    const changes = applyEdits(await room.repository.read(base), edits);
    await room.repository.commit({ base, changes, subject: "A change", author: MARIA });
    const desk = await room.openDesk();
    expect(await room.conceptsOf("one")).toEqual(["brew"]);
    expect(desk.current.overlays.size).toBe(1);
    for (const name of ["one", "two"]) expect(await room.store.jobs.find("index", `P-${name}`)).toBeDefined();
  });

  it("is caught up with also when what was in force has left the history, as a sync does it", async () => {
    await room.publish("one", []);
    const desk = await room.openDesk();
    const mine = await applyAll(desk, addsLabel("brew", "frothing"));
    await room.finishJobs();
    // Somebody else's commit, and ours anew on top of it.
    const base = gitIn(room.repository.folder, "rev-parse", `${mine}^`);
    gitIn(room.repository.folder, "update-ref", "refs/heads/main", base);
    const overlay = { ...NOTHING, note: "Good." };
    for (const edit of [{ kind: "set-overlay", overlay }, addsLabel("brew", "frothing")] as const) {
      const head = await room.repository.head();
      const changes = applyEdits(await room.repository.read(head), [edit]);
      await room.repository.commit({ base: head, changes, subject: "A change", author: MARIA });
    }
    await room.openDesk();
    expect(await room.store.jobs.find("index", "P-one")).toBeDefined();
  });
});

describe("a file that somebody pushed broken", () => {
  it("says what it said before, in the process that sees it and in the next, until it is mended", async () => {
    await room.publish("one", [["heating", "roast"]]);
    const desk = await room.openDesk();
    const sound = await room.readTask();
    const clone = room.clone();
    clone.push(TASK, `${sound}  brew: { prefLabel: twice }\n`);
    clone.push(TASK, `${sound}  bloom: { broader: nowhere\n`, "Worse");
    clone.push("overlays/one.yaml", "entry: local.examples/one\nnote: Good.\n");
    await desk.refresh();
    const next = await room.openDesk();
    for (const { current } of [desk, next]) {
      expect(current.findings.map((finding) => [finding.path, finding.severity])).toEqual([[TASK, "error"]]);
      expect(current.vocabularies.facets.map(({ key }) => key)).toEqual(["task"]);
      expect(current.vocabularies.resolve("task", "heating").state).toBe("resolved");
      expect(current.overlays.size).toBe(1);
    }
    expect(next.current.vocabularies.hash).toBe(desk.current.vocabularies.hash);
    await expect(applyAll(next, addsLabel("brew", "frothing"))).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
    clone.push(TASK, sound.replace("heating", "warming"), "Mend");
    expect(await next.refresh()).toBe(true);
    expect(next.current.findings).toEqual([]);
    expect(await room.conceptsOf("one")).toEqual([undefined]);
  }, 60_000);
});

it("vocabularies that somebody took away all stay in use, in the process that sees it and in the next", async () => {
  const desk = await room.openDesk();
  const clone = room.clone();
  for (const file of COFFEE.keys()) clone.push(file, undefined);
  await desk.refresh();
  for (const { current } of [desk, await room.openDesk()]) {
    expect(current.findings.map(({ rule }) => rule)).toEqual(["curation/no-vocabulary"]);
    expect(current.vocabularies.resolve("task", "heating").state).toBe("resolved");
  }
});

it("two ids that are one as text are an error, since one of them would be lost", async () => {
  const desk = await room.openDesk();
  const sound = await room.readTask();
  const clone = room.clone();
  clone.push(TASK, `${sound}  1: { prefLabel: first }\n  "1": { prefLabel: second }\n`);
  await desk.refresh();
  expect(desk.current.findings).toMatchObject([
    { path: TASK, line: 7, sentence: "Map keys must be unique." },
  ]);
});

it("a change on a commit that a sync has put anew on the remote's is merged, one on none is refused", async () => {
  const desk = await room.openDesk();
  const mine = await applyAll(desk, addsLabel("brew", "frothing"));
  gitIn(
    room.repository.folder,
    "update-ref",
    "refs/heads/main",
    gitIn(room.repository.folder, "rev-parse", `${mine}^`),
  );
  await applyAll(desk, addsLabel("grind", "milling"), addsLabel("brew", "frothing"));
  const change = { edits: [addsLabel("roast", "warming")], subject: "A change", author: MARIA };
  expect(await desk.apply({ base: mine, ...change })).toMatchObject({ state: "done" });
  const concepts = desk.current.vocabularies.schemes.get("task")?.concepts;
  expect(concepts?.get("roast")?.altLabels).toEqual(["heating", "warming"]);
  expect(concepts?.get("grind")?.altLabels).toEqual(["milling"]);
  for (const base of ["0".repeat(40), "main", "../x"])
    await expect(desk.apply({ base, ...change })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
});

describe("settling a merge", () => {
  const settlementOf = async (): Promise<MergeSettlement> => {
    const shipped = new Map(COFFEE).set(TASK, COFFEE.get(TASK)!.replace("Heating beans.", "Shipped."));
    await room.repository.upgrade(shipped, "2.0.0");
    const [merge] = await room.repository.openMerges();
    return { theirs: merge!.theirs, head: merge!.head, texts: new Map([[TASK, shipped.get(TASK)]]) };
  };
  const definition = "Heating until they crack.";
  const edit: CurationEdit = {
    kind: "edit-concept",
    scheme: "task",
    id: "roast",
    fields: { ...NO_FIELDS, prefLabel: "roast", altLabel: ["heating"], definition },
  };

  it("is a conflict after another curator's change, whose texts it would undo", async () => {
    const desk = await room.openDesk();
    await applyAll(desk, edit);
    const decided = await settlementOf();
    const fields = { ...NO_FIELDS, prefLabel: "steep" };
    const [added, settled] = await Promise.all([
      applyAll(desk, { kind: "add-concept", scheme: "task", id: "steep", fields }),
      desk.settleMerge(decided, MARIA),
    ]);
    expect(settled).toMatchObject({ state: "conflict", head: added, conflicts: [{ path: TASK }] });
    expect(await room.repository.head()).toBe(added);
    expect(await desk.settleMerge({ ...decided, head: added }, MARIA)).toMatchObject({ state: "done" });
  });

  it("is a conflict when another process commits first", async () => {
    const desk = await room.openDesk();
    await applyAll(desk, edit);
    const decided = await settlementOf();
    const other = await room.openDesk();
    const [settled, added] = await Promise.all([
      desk.settleMerge(decided, MARIA),
      applyAll(other, addsLabel("brew", "frothing")),
    ]);
    const labels = async (): Promise<boolean> => (await room.readTask()).includes("frothing");
    expect(await labels()).toBe(true);
    if (settled.state === "conflict") expect(await room.repository.head()).toBe(added);
    else expect(settled.state).toBe("done");
  });
});

describe("undoing", () => {
  it("can be undone itself, and refuses what was done twice", async () => {
    await room.publish("one", [["frothing"]]);
    const desk = await room.openDesk();
    const made = await applyAll(desk, addsLabel("brew", "frothing"));
    expect(await room.conceptsOf("one")).toEqual(["brew"]);
    const undone = await desk.undo(made, MARIA);
    expect(await room.conceptsOf("one")).toEqual([undefined]);
    await expect(desk.undo(made, MARIA)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    expect(await desk.undo(undone.state === "done" ? undone.commit : "", MARIA)).toMatchObject({
      state: "done",
    });
    expect(await room.conceptsOf("one")).toEqual(["brew"]);
  });

  it("of a concept that others hang below now is a conflict, and nothing is lost", async () => {
    const desk = await room.openDesk();
    const fields = { ...NO_FIELDS, prefLabel: "steep" };
    const made = await applyAll(desk, { kind: "add-concept", scheme: "task", id: "steep", fields });
    await applyAll(desk, { kind: "move-concept", scheme: "task", id: "grind", broader: ["steep"] });
    const before = desk.current.commit;
    expect(await desk.undo(made, MARIA)).toMatchObject({ state: "conflict" });
    expect(await room.repository.head()).toBe(before);
  });
});

describe("an entry", () => {
  it("that was checked with the vocabularies of before is set right by the next change", async () => {
    const desk = await room.openDesk();
    // The label goes; one entry is published by a crawl that had looked it up before.
    await room.publish("one", [["heating", "roast"]]);
    const fields = { ...NO_FIELDS, prefLabel: "roast" };
    await applyAll(desk, { kind: "edit-concept", scheme: "task", id: "roast", fields });
    expect(await room.conceptsOf("one")).toEqual([undefined]);
    await room.publish("late", [["heating", "roast"]]);
    await applyAll(desk, addsLabel("brew", "frothing"));
    expect(await room.conceptsOf("late")).toEqual([undefined]);
    expect(await room.conceptsOf("one")).toEqual([undefined]);
  });

  it("that was renamed keeps what curators said of it, before and after a start", async () => {
    await room.publish("one", []);
    const desk = await room.openDesk();
    await applyAll(desk, { kind: "set-overlay", overlay: { ...NOTHING, note: "Good." } });
    await room.publish("one", [], "moved");
    const entry = await room.store.entries.get("P-one");
    if (entry === undefined) throw new Error("It is there.");
    expect(entry.program.path).toBe("local.examples/moved");
    for (const { overlays } of [desk, await room.openDesk()])
      expect(withOverlay(entry, overlays).curated?.overlay?.note).toBe("Good.");
    // What names it as it is called now counts, whatever the order of the files.
    const clone = room.clone();
    clone.push("overlays/a.yaml", "entry: local.examples/moved\nnote: Better.\n");
    for (const [id, item] of [
      ["old", "one"],
      ["new", "moved"],
    ])
      clone.push(`collections/${id}.yaml`, `title: ${id}\nitems: [local.examples/${item}]\n`);
    await desk.refresh();
    for (const { overlays } of [desk, await room.openDesk()]) {
      const { curated } = withOverlay(entry, overlays);
      expect(curated?.overlay?.note).toBe("Better.");
      expect(curated?.vettedIn.map(({ id }) => id).toSorted()).toEqual(["new", "old"]);
    }
  });
});

it("texts of strangers come through a commit and a start as they were", async () => {
  const texts = [
    "a: b # c",
    "--- !!js/function 'x'",
    "*x &y {z} [w]",
    "line\u2028separator\u0085next",
    "quote \" and \\ and '",
    "tab\tin\u0000nul\u0007bell",
    "\ud800 lone",
    "\u202Eright to left",
    "null",
    "1e3",
    "x".repeat(5000),
    "__proto__",
  ];
  const desk = await room.openDesk();
  for (const [index, text] of texts.entries()) {
    const edits: CurationEdit[] = [
      {
        kind: "settle-term",
        term: { facet: "task", text: `${index} ${text}`, reason: text, by: text, at: undefined },
      },
      {
        kind: "set-overlay",
        overlay: { ...NOTHING, entry: `e/${index}`, note: text, addTerms: new Map([["task", [text]]]) },
      },
    ];
    const outcome = desk.apply({
      base: undefined,
      edits,
      subject: text,
      body: text,
      author: { name: text, email: text },
    });
    await outcome.catch((error: unknown) =>
      expect({ text, error }).toMatchObject({ error: { code: "INVALID_REQUEST" } }),
    );
  }
  const next = await room.openDesk();
  expect(next.current.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  // What no database takes is refused with a sentence.
  const kept = texts.filter((text) => !text.includes("\u0000")).length;
  expect([next.current.settled.length, next.current.overlays.size]).toEqual([kept, kept]);
  expect(next.current.settled).toEqual(desk.current.settled);
  expect(next.current.overlays).toEqual(desk.current.overlays);
}, 60_000);
