import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationRepository } from "../../src/curation/repository.ts";
import {
  cloneOf,
  createCurationRoom,
  gitIn,
  MARIA,
  SHIPPED,
  type CurationRoom,
} from "../support/curation-fixture.ts";

const TASK = "vocabularies/task.yaml";
const DATA = "vocabularies/data.yaml";

let room: CurationRoom;
let folder: string;
let repository: CurationRepository;

beforeEach(async () => {
  room = createCurationRoom();
  repository = await room.open();
  ({ folder } = repository);
});

afterEach(() => room.remove());

async function write(path: string, text: string | undefined, subject = `Change ${path}`): Promise<string> {
  const base = await repository.head();
  return repository.commit({ base, changes: new Map([[path, text]]), subject, author: MARIA });
}

describe("the history of a curation", () => {
  it("lists commits from the newest, page by page, and those of one path", async () => {
    const ids = [await repository.head()];
    for (const number of [1, 2, 3, 4]) {
      ids.unshift(await write(number % 2 === 0 ? TASK : DATA, `title: ${String(number)}\n`));
    }
    const all = await repository.history({ limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(ids);
    expect(all[0]).toMatchObject({ paths: [TASK], author: MARIA, parents: [ids[1]] });
    expect(all[0]?.at).toMatch(/^2026-06-01T00:\d\d:\d\d\.000Z$/);
    expect(all[4]?.paths).toEqual([DATA, TASK]);
    const page = await repository.history({ limit: 2, before: ids[1] ?? "" });
    expect(page.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    const ofTask = await repository.history({ path: TASK, limit: 10 });
    expect(ofTask.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[4]]);
    expect(await repository.history({ limit: 5, before: "no such commit" })).toEqual([]);
    expect(await repository.history({ limit: 5, path: ":(glob)**" })).toEqual([]);
  });

  it("finds a commit by the beginning of its id, among those of main only", async () => {
    const id = await write(TASK, "title: Chores\n", "Rename");
    expect(await repository.find(id)).toMatchObject({ id, subject: "Rename" });
    expect((await repository.find(id.slice(0, 7)))?.id).toBe(id);
    const stray = gitIn(folder, "commit-tree", "-m", "Stray", `${id}^{tree}`);
    for (const text of [stray, id.slice(0, 6), id.toUpperCase(), "main", "--all", `${id}^`, "HEAD~1", ""]) {
      expect(await repository.find(text)).toBeUndefined();
      await expect(repository.diffOf(text)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(repository.undo(text)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("tells names, paths and messages apart, whatever stands in them", async () => {
    const clone = cloneOf(folder, join(room.path, "clone"));
    const before = clone.git("rev-parse", "HEAD");
    // A file named like the commit that is listed after its own.
    const first = clone.push(before, "x", "Add :100644 100644\n\n\ncommit\n:000000 100644 a b A");
    const second = clone.push("overlays/two words ü.yaml", "entry: x\n", "Umlaut ü");
    const [top, below, root] = await repository.history({ limit: 3 });
    expect(top).toMatchObject({ id: second, paths: ["overlays/two words ü.yaml"], subject: "Umlaut ü" });
    expect(below).toMatchObject({ id: first, paths: [before], author: { name: "Paul Pusher" } });
    expect(below?.body).toContain(":000000 100644");
    expect(below?.at).toBe("2026-02-03T02:05:06.000Z");
    expect(root?.id).toBe(before);
  });

  it("shows what a commit changed, as lines with three around them", async () => {
    const lines = Array.from({ length: 12 }, (_, number) => `line ${String(number)}`);
    await write(TASK, `${lines.join("\n")}\n`);
    const id = await repository.commit({
      base: await repository.head(),
      changes: new Map([
        [TASK, `${lines.with(6, "diff --git a/before/0 b/after/0").join("\n")}\n`],
        [DATA, undefined],
        ["overlays/new.yaml", "entry: x\n"],
      ]),
      subject: "Three files",
      author: MARIA,
    });
    const diffs = await repository.diffOf(id);
    expect(diffs).toEqual([
      { path: "overlays/new.yaml", state: "added", text: "@@ -0,0 +1 @@\n+entry: x" },
      { path: DATA, state: "removed", text: "@@ -1 +0,0 @@\n-title: Data" },
      {
        path: TASK,
        state: "changed",
        text: [
          "@@ -4,7 +4,7 @@ line 2",
          " line 3",
          " line 4",
          " line 5",
          "-line 6",
          "+diff --git a/before/0 b/after/0",
          " line 7",
          " line 8",
          " line 9",
        ].join("\n"),
      },
    ]);
    expect((await repository.diffOf(gitIn(folder, "rev-list", "--max-parents=0", "main"))).length).toBe(2);
  });

  it("shows what a change would be, and leaves nothing of it", async () => {
    const objects = gitIn(folder, "count-objects");
    const diffs = await repository.diffWith(
      new Map([
        [TASK, "title: Chores"],
        [DATA, "title: Data\n"],
      ]),
    );
    expect(diffs).toEqual([
      {
        path: TASK,
        state: "changed",
        text: "@@ -1 +1 @@\n-title: Tasks\n+title: Chores\n\\ No newline at end of file",
      },
    ]);
    expect(gitIn(folder, "count-objects")).toBe(objects);
    await expect(repository.diffWith(new Map([["/etc/passwd", "x"]]))).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
  });
});

describe("undoing", () => {
  it("takes one change back and keeps those that came after it", async () => {
    const first = await write(TASK, "title: Chores\n");
    await write(DATA, "title: Bytes\n");
    const undoing = await repository.undo(first);
    expect(undoing).toEqual({
      base: await repository.head(),
      changes: new Map([[TASK, "title: Tasks\n"]]),
      conflicts: [],
    });
    const id = await repository.commit({ ...undoing, subject: "Undo", author: MARIA });
    expect(await repository.read(id)).toEqual(new Map([...SHIPPED, [DATA, "title: Bytes\n"]]));
    expect((await repository.undo(first)).changes).toEqual(new Map());
  });

  it("brings a removed file back, and removes an added one", async () => {
    const removed = await write(DATA, undefined);
    expect((await repository.undo(removed)).changes).toEqual(new Map([[DATA, "title: Data\n"]]));
    const added = await write("overlays/x.yaml", "entry: x\n");
    expect((await repository.undo(added)).changes).toEqual(new Map([["overlays/x.yaml", undefined]]));
  });

  it("shows a conflict when the same was changed since, and keeps what was changed since", async () => {
    const first = await write(TASK, "title: Chores\n");
    await write(TASK, "title: Jobs\n");
    const undoing = await repository.undo(first);
    expect(undoing.changes).toEqual(new Map());
    expect(undoing.conflicts).toEqual([
      { path: TASK, place: [], base: "title: Chores\n", ours: "title: Jobs\n", theirs: "title: Tasks\n" },
    ]);
  });

  it("is refused for the first commit, for a merge and for what is not the curation's", async () => {
    const root = await repository.head();
    await expect(repository.undo(root)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    const clone = cloneOf(folder, join(room.path, "clone"));
    const readme = clone.push("README.md", "for people");
    await expect(repository.undo(readme)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    await write(TASK, "title: Chores\n");
    await repository.upgrade(new Map([...SHIPPED, [DATA, "title: Bytes\n"]]), "2.0.0");
    await expect(repository.undo(await repository.head())).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });
});
