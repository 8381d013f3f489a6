import { afterEach, beforeEach, expect, it } from "vitest";
import { withOverlay } from "../../src/catalogue/with-overlay.ts";
import type { CurationDesk } from "../../src/curation/desk.ts";
import { programChange, repository } from "../support/entry-builders.ts";
import { applyAll, createDeskRoom, type DeskRoom, NOTHING } from "../support/desk-room.ts";

const LONG_AGO = "2000-01-01T00:00:00.000Z";
const LATER = "2999-01-01T00:00:00.000Z";
const [OLD, NEW] = ["local.examples/tool", "local.examples/renamed"];

let room: DeskRoom;
beforeEach(async () => {
  room = await createDeskRoom();
});
afterEach(() => room.remove());

async function publish(id: string, path: string, firstPublishedAt = LONG_AGO): Promise<void> {
  const change = programChange({ id, path, title: id, repositoryId: `R-${id}`, firstPublishedAt });
  await room.store.entries.apply({
    repository: repository({ id: `R-${id}`, forgeId: id, path: id }),
    problems: [],
    programs: [change],
    seen: [],
    at: LONG_AGO,
  });
}

/** The entry is renamed, and another takes its path. */
async function swap(): Promise<void> {
  await publish("01OLD", NEW);
  await publish("01NEW", OLD, LATER);
}

async function noteOf({ overlays }: CurationDesk, id: string): Promise<string | undefined> {
  const entry = await room.store.entries.get(id);
  if (entry === undefined) throw new Error("It is there.");
  return withOverlay(entry, overlays).curated?.overlay?.note;
}

const movedOf = ({ current }: CurationDesk) =>
  current.findings.filter(({ rule }) => rule === "curation/entry-moved");

it("an overlay with an id follows its entry, before and after a start, and a newcomer gets none of it", async () => {
  await publish("01OLD", OLD);
  const desk = await room.openDesk();
  const overlay = { ...NOTHING, entry: OLD, entryId: "01OLD", note: "Good." };
  await applyAll(desk, { kind: "set-overlay", overlay });
  expect((await room.repository.read(desk.current.commit)).get("overlays/local.examples+tool.yaml")).toBe(
    `entry: ${OLD}\nentryId: "01OLD"\nnote: Good.\n`,
  );
  await swap();
  const restarted = await room.openDesk();
  for (const one of [desk, restarted]) {
    expect(await noteOf(one, "01OLD")).toBe("Good.");
    expect(await noteOf(one, "01NEW")).toBeUndefined();
  }
  expect(movedOf(restarted)).toEqual([
    {
      path: "overlays/local.examples+tool.yaml",
      line: 1,
      column: 1,
      severity: "warning",
      rule: "curation/entry-moved",
      sentence: `"${OLD}" is another entry's path now; this is about "${NEW}".`,
      hint: `Write \`entry: ${NEW}\` and \`entryId: "01OLD"\`; for the other entry \`entryId: "01NEW"\`.`,
    },
  ]);
  // What is said of the newcomer gets a file of its own.
  await applyAll(restarted, { kind: "set-overlay", overlay: { ...overlay, entryId: "01NEW", note: "New." } });
  for (const one of [restarted, await room.openDesk()]) {
    expect(await noteOf(one, "01OLD")).toBe("Good.");
    expect(await noteOf(one, "01NEW")).toBe("New.");
  }
});

it("an overlay written by hand with a path alone is that entry's which had it when it was seen first", async () => {
  await publish("01OLD", OLD);
  const desk = await room.openDesk();
  room.clone().push("overlays/mine.yaml", `entry: ${OLD}\nnote: By hand.\n`);
  await desk.refresh();
  await swap();
  const restarted = await room.openDesk();
  for (const one of [desk, restarted]) {
    expect(await noteOf(one, "01OLD")).toBe("By hand.");
    expect(await noteOf(one, "01NEW")).toBeUndefined();
  }
  expect(movedOf(restarted)).toMatchObject([{ path: "overlays/mine.yaml", line: 1 }]);
  const before = { ...NOTHING, entry: OLD, note: "New." };
  await applyAll(restarted, { kind: "set-overlay", overlay: { ...before, entryId: "01NEW" } });
  expect((await room.repository.read(restarted.current.commit)).get("overlays/mine.yaml")).toBe(
    `entry: ${OLD}\nentryId: "01OLD"\nnote: By hand.\n`,
  );
  for (const one of [restarted, await room.openDesk()]) {
    expect(await noteOf(one, "01OLD")).toBe("By hand.");
    expect(await noteOf(one, "01NEW")).toBe("New.");
  }
});

it("an overlay that names a path before any entry has it waits for the first", async () => {
  room.clone().push("overlays/mine.yaml", `entry: ${OLD}\nnote: By hand.\n`);
  const desk = await room.openDesk();
  await publish("01OLD", OLD);
  expect(await noteOf(desk, "01OLD")).toBe("By hand.");
  await swap();
  expect(await noteOf(desk, "01NEW")).toBeUndefined();
  expect(await noteOf(desk, "01OLD")).toBe("By hand.");
});

it("where id and path disagree the id counts, and one that this catalogue does not know says nothing", async () => {
  await publish("01OLD", OLD);
  await publish("01NEW", NEW);
  const clone = room.clone();
  clone.push("overlays/a.yaml", `entry: ${OLD}\nentryId: 01NEW\nnote: Of the new one.\n`);
  const desk = await room.openDesk();
  expect([await noteOf(desk, "01OLD"), await noteOf(desk, "01NEW")]).toEqual([undefined, "Of the new one."]);
  expect(movedOf(desk)).toMatchObject([{ path: "overlays/a.yaml", severity: "warning" }]);
  clone.push("overlays/a.yaml", `entry: ${OLD}\nentryId: 01ELSEWHERE\nnote: Of the path.\n`);
  await desk.refresh();
  expect([await noteOf(desk, "01OLD"), await noteOf(desk, "01NEW")]).toEqual(["Of the path.", undefined]);
  expect(movedOf(desk)).toEqual([]);
});
