import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationRepository } from "../../src/curation/repository.ts";
import { createCurationRoom, gitIn, MARIA, SHIPPED, type CurationRoom } from "../support/curation-fixture.ts";

const TASK = "vocabularies/task.yaml";
const DATA = "vocabularies/data.yaml";
const LEVEL = "vocabularies/level.yaml";

let room: CurationRoom;
let repository: CurationRepository;

beforeEach(async () => {
  room = createCurationRoom();
  repository = await room.open();
});

afterEach(() => room.remove());

async function write(path: string, text: string | undefined, merges?: string): Promise<string> {
  const base = await repository.head();
  return repository.commit({
    base,
    changes: new Map([[path, text]]),
    subject: `Change ${path}`,
    author: MARIA,
    merges,
  });
}

const second = new Map([
  [TASK, "title: Tasks, second edition\n"],
  [LEVEL, "title: Levels\n"],
]);

describe("an upgrade of what the program ships", () => {
  it("brings changed, new and removed files in beside what curators changed", async () => {
    await write("overlays/x.yaml", "entry: x\n");
    const mine = await repository.head();
    expect(await repository.upgrade(second, "2.0.0")).toBe("merged");
    const head = await repository.head();
    expect(await repository.read(head)).toEqual(new Map([...second, ["overlays/x.yaml", "entry: x\n"]]));
    const shipped = gitIn(repository.folder, "rev-parse", "shipped");
    expect((await repository.find(head))?.parents).toEqual([mine, shipped]);
    expect(gitIn(repository.folder, "log", "--format=%s", "shipped")).toBe(
      "Ship the vocabularies of Execat 2.0.0\nShip the vocabularies of Execat 1.0.0",
    );
    expect(await repository.openMerges()).toEqual([]);
    expect(await repository.upgrade(second, "2.0.1")).toBe("unchanged");
    expect(await repository.head()).toBe(head);
  });

  it("does nothing when an older program is started again, and nothing when the newer one is", async () => {
    await write("overlays/x.yaml", "entry: x\n");
    await repository.upgrade(second, "2.0.0");
    const refs = gitIn(repository.folder, "show-ref");
    for (const files of [SHIPPED, second, SHIPPED, second]) {
      expect(await repository.upgrade(files, "whatever")).toBe("unchanged");
    }
    expect(gitIn(repository.folder, "show-ref")).toBe(refs);
  });

  it("leaves both sides alone in a conflict, until a curator settles it", async () => {
    const mine = await write(TASK, "title: Chores\n");
    expect(await repository.upgrade(second, "2.0.0")).toBe("conflict");
    expect(await repository.upgrade(second, "2.0.0")).toBe("conflict");
    expect(await repository.head()).toBe(mine);
    const [open, ...others] = await repository.openMerges();
    expect(others).toEqual([]);
    expect(open).toMatchObject({
      from: "shipped",
      head: mine,
      base: gitIn(repository.folder, "rev-parse", "shipped~1"),
      theirs: gitIn(repository.folder, "rev-parse", "shipped"),
      changes: new Map([
        [DATA, undefined],
        [LEVEL, "title: Levels\n"],
      ]),
      conflicts: [
        {
          path: TASK,
          base: "title: Tasks\n",
          ours: "title: Chores\n",
          theirs: "title: Tasks, second edition\n",
        },
      ],
    });
    const settled = await write(TASK, "title: Chores, second edition\n", open?.theirs);
    expect(await repository.read(settled)).toEqual(
      new Map([...second, [TASK, "title: Chores, second edition\n"]]),
    );
    expect((await repository.find(settled))?.parents).toEqual([mine, open?.theirs]);
    expect(await repository.openMerges()).toEqual([]);
    expect(await repository.upgrade(second, "2.0.0")).toBe("unchanged");
    await expect(write(TASK, "x", open?.theirs)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("merges by itself once what was in its way is gone", async () => {
    await write(TASK, "title: Chores\n");
    expect(await repository.upgrade(second, "2.0.0")).toBe("conflict");
    await write(TASK, "title: Tasks\n");
    expect((await repository.openMerges())[0]?.conflicts).toEqual([]);
    expect(await repository.upgrade(second, "2.0.0")).toBe("merged");
    expect(await repository.read(await repository.head())).toEqual(second);
  });

  it("settles only what is open", async () => {
    await write(TASK, "title: Chores\n");
    const head = await repository.head();
    for (const merges of [head, "0".repeat(40), "shipped", "--all"]) {
      await expect(write(TASK, "x", merges)).rejects.toMatchObject({ code: "CONFLICT" });
    }
    expect(await repository.head()).toBe(head);
  });

  it("goes on after a process that was killed in between", async () => {
    gitIn(repository.folder, "update-ref", "-d", "refs/heads/main");
    expect(await repository.upgrade(SHIPPED, "1.0.0")).toBe("seeded");
    await write("overlays/x.yaml", "entry: x\n");
    const before = await repository.head();
    expect(await repository.upgrade(second, "2.0.0")).toBe("merged");
    // Killed after `shipped` was moved and before `main` was.
    gitIn(repository.folder, "update-ref", "refs/heads/main", before);
    expect(await repository.upgrade(second, "2.0.0")).toBe("merged");
    expect((await repository.read(await repository.head())).get(LEVEL)).toBe("title: Levels\n");
  });

  it("is made once by several processes", async () => {
    await write("overlays/x.yaml", "entry: x\n");
    const opened = await Promise.all([1, 2, 3].map(() => room.open()));
    const results = await Promise.all(opened.map((one) => one.upgrade(second, "2.0.0")));
    expect(results.sort()).toEqual(["merged", "unchanged", "unchanged"]);
    expect(gitIn(repository.folder, "rev-list", "--count", "main")).toBe("4");
  });
});
