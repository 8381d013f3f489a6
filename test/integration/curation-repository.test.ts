import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationRepository, FileChanges } from "../../src/curation/repository.ts";
import {
  cloneOf,
  createCurationRoom,
  gitIn,
  MARIA,
  openCuration,
  SHIPPED,
  type CurationRoom,
} from "../support/curation-fixture.ts";

let room: CurationRoom;
let folder: string;
let repository: CurationRepository;

beforeEach(async () => {
  room = createCurationRoom();
  repository = await room.open();
  ({ folder } = repository);
});

afterEach(() => room.remove());

const changes = (...pairs: readonly (readonly [string, string | undefined])[]): FileChanges => new Map(pairs);

async function write(path: string, text: string | undefined, subject = `Change ${path}`): Promise<string> {
  return repository.commit({
    base: await repository.head(),
    changes: changes([path, text]),
    subject,
    author: MARIA,
  });
}

describe("a curation's repository", () => {
  it("begins with what the program ships", async () => {
    const head = await repository.head();
    expect(await repository.read(head)).toEqual(SHIPPED);
    expect(gitIn(folder, "rev-parse", "main", "shipped")).toBe(`${head}\n${head}`);
    expect(await repository.upgrade(SHIPPED, "1.0.0")).toBe("unchanged");
    expect(gitIn(folder, "rev-parse", "--is-bare-repository")).toBe("true");
    expect(gitIn(folder, "log", "-1", "--format=%an %cn %s")).toBe(
      "Execat Execat Ship the vocabularies of Execat 1.0.0",
    );
    expect(gitIn(folder, "fsck", "--strict")).toBe("");
  });

  it("has no head before anything was brought in", async () => {
    const empty = await openCuration(join(room.path, "empty"));
    await expect(empty.head()).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    expect(await empty.openMerges()).toEqual([]);
    expect(empty.remote()).toBeUndefined();
    await empty.sync();
  });

  it("is made once when several processes open it at the same time", async () => {
    const shared = join(room.path, "shared");
    const opened = await Promise.all(Array.from({ length: 6 }, () => openCuration(shared)));
    const results = await Promise.all(opened.map((one) => one.upgrade(SHIPPED, "1.0.0")));
    expect(results.filter((result) => result === "seeded")).toHaveLength(1);
    expect(new Set(results)).toEqual(new Set(["seeded", "unchanged"]));
    expect(new Set(await Promise.all(opened.map((one) => one.head()))).size).toBe(1);
    expect(gitIn(shared, "rev-list", "--count", "--all")).toBe("1");
    expect(readdirSync(room.path).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("does not touch a folder that holds something else", async () => {
    const other = join(room.path, "other");
    mkdirSync(other);
    writeFileSync(join(other, "notes.txt"), "mine");
    await expect(openCuration(other)).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
    expect(readdirSync(other)).toEqual(["notes.txt"]);
  });

  it("shows what was pushed from a clone", async () => {
    const before = await repository.head();
    const clone = cloneOf(folder, join(room.path, "clone"));
    const pushed = clone.push("overlays/lab/imager.yaml", "entry: lab.example/imager\n");
    expect(await repository.head()).toBe(pushed);
    expect((await repository.read(pushed)).get("overlays/lab/imager.yaml")).toBe(
      "entry: lab.example/imager\n",
    );
    expect(await repository.read(before)).toEqual(SHIPPED);
    gitIn(folder, "pack-refs", "--all", "--prune");
    expect(await repository.head()).toBe(pushed);
    gitIn(folder, "gc", "--quiet");
    expect((await (await openCuration(folder)).read(pushed)).size).toBe(3);
  });

  it("lets nobody take away by a push what is there", () => {
    const clone = cloneOf(folder, join(room.path, "clone"));
    clone.push("vocabularies/task.yaml", "title: Mine\n");
    clone.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(() => clone.git("push", "--quiet", "--force", "origin", "HEAD:main")).toThrow(
      /denying non-fast-forward/,
    );
    expect(() => clone.git("push", "--quiet", "origin", ":main")).toThrow(/denyDeletes|deletion/i);
    expect(() => clone.git("push", "--quiet", "--force", "origin", "HEAD:shipped")).toThrow(/hidden ref/);
  });

  it("reads only the curation's own files, as far as they are small texts", async () => {
    const clone = cloneOf(folder, join(room.path, "clone"));
    const inClone = (path: string): string => join(clone.folder, path);
    for (const name of ["collections", "overlays/a/b", "vocabularies/deep"]) {
      mkdirSync(inClone(name), { recursive: true });
    }
    writeFileSync(inClone("README.md"), "for people");
    writeFileSync(inClone("settled-terms.yaml"), "[]\n");
    writeFileSync(inClone("collections/läuft.yaml"), "title: Läuft\n");
    writeFileSync(inClone("overlays/a/b/c.yaml"), "entry: x\n");
    writeFileSync(inClone("overlays/a/.hidden.yaml"), "entry: x\n");
    writeFileSync(inClone("vocabularies/deep/no.yaml"), "title: No\n");
    writeFileSync(inClone("vocabularies/large.yaml"), "x".repeat(4 * 1024 * 1024 + 1));
    writeFileSync(inClone("vocabularies/latin.yaml"), Buffer.from([0x74, 0xe4, 0x0a]));
    symlinkSync("/etc/passwd", inClone("vocabularies/link.yaml"));
    writeFileSync(Buffer.from(`${clone.folder}/caf\xe9.txt`, "latin1"), "odd name");
    const pushed = clone.push("empty.txt", "");
    expect([...(await repository.read(pushed)).keys()].sort()).toEqual([
      "collections/läuft.yaml",
      "overlays/a/b/c.yaml",
      "settled-terms.yaml",
      "vocabularies/data.yaml",
      "vocabularies/task.yaml",
    ]);
    const listing = gitIn(folder, "ls-tree", "-r", "-z", "main");
    await write("settled-terms.yaml", undefined);
    const rest = listing.split("\0").filter((line) => !line.endsWith("settled-terms.yaml"));
    expect(gitIn(folder, "ls-tree", "-r", "-z", "main").split("\0")).toEqual(rest);
  });

  it("refuses to read what is no commit", async () => {
    await expect(repository.read("--help")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(repository.read("main")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(repository.read("0".repeat(40))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a commit", () => {
  it("stands in the log under the curator's name", async () => {
    const id = await repository.commit({
      base: await repository.head(),
      changes: changes(["vocabularies/task.yaml", "title: Chores\n"], ["overlays/x.yaml", ""]),
      subject: "Rename the tasks",
      body: "They were too grand.",
      author: MARIA,
    });
    expect(gitIn(folder, "log", "-1", "--format=%H|%an|%ae|%cn|%s|%b", "main")).toBe(
      `${id}|Maria Curator|maria@example.org|Execat|Rename the tasks|They were too grand.`,
    );
    expect(gitIn(folder, "show", "main:vocabularies/task.yaml")).toBe("title: Chores");
    expect((await repository.read(id)).get("overlays/x.yaml")).toBe("");
    expect(await (await openCuration(folder)).read(id)).toEqual(await repository.read(id));
    expect(gitIn(folder, "fsck", "--strict")).toBe("");
    expect(readdirSync(folder).filter((name) => name.startsWith("execat-"))).toEqual([]);
  });

  it("is written by one of two that come at once, and the other is told", async () => {
    const other = await openCuration(folder);
    const base = await repository.head();
    const both = await Promise.allSettled(
      [repository, other].map((one, number) =>
        one.commit({
          base,
          changes: changes([`collections/c${String(number)}.yaml`, "title: C\n"]),
          subject: "Add a collection",
          author: MARIA,
        }),
      ),
    );
    expect(both.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "CONFLICT" });
    expect(gitIn(folder, "rev-list", "--count", "main")).toBe("2");
  });

  it("is refused when the head has moved, when it changes nothing, and outside of the curation", async () => {
    const base = await repository.head();
    await write("vocabularies/task.yaml", "title: Chores\n");
    const late = { base, changes: changes(["vocabularies/data.yaml", "x"]), subject: "Late", author: MARIA };
    await expect(repository.commit(late)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(write("vocabularies/task.yaml", "title: Chores\n")).rejects.toMatchObject({
      code: "INVALID_REQUEST",
      message: "Nothing was changed.",
    });
    await expect(write("overlays/none.yaml", undefined)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    for (const path of [
      "README.md",
      "../x.yaml",
      "overlays/../x.yaml",
      "overlays/.git/x.yaml",
      "overlays/a\nb.yaml",
    ]) {
      await expect(write(path, "x")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    }
    await write("overlays/a.yaml", "x");
    await expect(write("overlays/a.yaml/b.yaml", "x")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    expect(gitIn(folder, "rev-list", "--count", "main")).toBe("3");
  });

  it("takes names and subjects as they come from a form, and lets none forge a line of the commit", async () => {
    const id = await repository.commit({
      base: await repository.head(),
      changes: changes(["collections/c.yaml", "title: C\n"]),
      subject: "--amend\nparent 1234\u0007",
      body: "first\r\n\0second\u001b[31m",
      author: { name: "Eve <root@example.org>\nparent 0000", email: "e\nve@<example>.org" },
    });
    await repository.commit({
      base: id,
      changes: changes(["collections/c.yaml", undefined]),
      subject: "",
      author: { name: " <>\n", email: "" },
    });
    const [nameless, forged] = await repository.history({ limit: 2 });
    expect(forged).toMatchObject({
      author: { name: "Eve root@example.org parent 0000", email: "eve@example.org" },
      subject: "--amend parent 1234",
      body: "first\n second [31m",
    });
    expect(forged?.parents).toHaveLength(1);
    expect(nameless).toMatchObject({
      author: { name: "Unknown", email: "unknown@invalid" },
      subject: "(no subject)",
    });
    expect(gitIn(folder, "fsck", "--strict")).toBe("");
  });

  it("is not there at all when the process was killed before it moved the branch", async () => {
    const head = await repository.head();
    // What such a process leaves: objects that nothing refers to, and its folder.
    gitIn(folder, "commit-tree", "-m", "Half", "-p", head, `${head}^{tree}`);
    mkdirSync(join(folder, "execat-tmp-left"));
    writeFileSync(join(folder, "execat-tmp-left", "index.lock"), "");
    const again = await openCuration(folder, { now: () => new Date(Date.now() + 7_200_000) });
    expect(await again.head()).toBe(head);
    expect(readdirSync(folder)).not.toContain("execat-tmp-left");
    await write("vocabularies/task.yaml", "title: Chores\n");
    expect(gitIn(folder, "rev-list", "--count", "main")).toBe("2");
  });

  it("says so when somebody left a lock behind", async () => {
    writeFileSync(join(folder, "refs", "heads", "main.lock"), "");
    await expect(write("vocabularies/task.yaml", "title: Chores\n")).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      hint: expect.stringContaining("remove the file"),
    });
  });

  it("says so when git is not there", async () => {
    const lost = await openCuration(folder, { environment: { PATH: "/nowhere" } });
    await expect(lost.read(await lost.head())).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: 'The program "git" was not found.',
    });
  });
});
