import { execFileSync } from "node:child_process";
import { chmodSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationRepository } from "../../src/curation/repository.ts";
import {
  cloneOf,
  createCurationRoom,
  GIT_ENVIRONMENT,
  gitIn,
  MARIA,
  openCuration,
  SHIPPED,
  type Clone,
  type CurationRoom,
} from "../support/curation-fixture.ts";
import { serveGit } from "../support/forges/git-backend.ts";

const TASK = "vocabularies/task.yaml";
const OVERLAY = "overlays/x.yaml";

let room: CurationRoom;
let remote: string;
let repository: CurationRepository;

beforeEach(async () => {
  room = createCurationRoom();
  remote = join(room.path, "remote.git");
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote], {
    env: GIT_ENVIRONMENT,
  });
  repository = await room.open("curation", { remote: { url: remote } });
});

afterEach(() => room.remove());

async function write(path: string, text: string | undefined, merges?: string): Promise<string> {
  const base = await repository.head();
  const changes = new Map([[path, text]]);
  return repository.commit({ base, changes, subject: `Change ${path}`, author: MARIA, merges });
}

const remoteHead = (): string => gitIn(remote, "rev-parse", "main");

/** A remote that has our history, and a clone of it. */
async function cloneOfSynced(): Promise<Clone> {
  await repository.sync();
  return cloneOf(remote, join(room.path, "clone"));
}

/** A script that the remote runs before it takes a push, once. */
function onNextPush(script: string): void {
  const hook = join(remote, "hooks", "pre-receive");
  writeFileSync(hook, `#!/bin/sh\nrm "$0"\n${script}\n`);
  chmodSync(hook, 0o755);
}

it("keeps our file where the other side pushed a folder of that name; theirs is in the history", async () => {
  await repository.sync();
  const theirs = cloneOf(remote, join(room.path, "folder-clone")).push(`${OVERLAY}/y.yaml`, "theirs\n");
  await write(OVERLAY, "ours\n");
  await repository.sync();
  const head = await repository.head();
  expect(repository.remote()).toMatchObject({ failure: undefined, pending: 0 });
  expect((await repository.read(head)).get(OVERLAY)).toBe("ours\n");
  expect((await repository.read(theirs)).get(`${OVERLAY}/y.yaml`)).toBe("theirs\n");
  expect(await repository.find(theirs)).toBeDefined();
});

describe("a curation with a remote", () => {
  it("gives an empty remote its history, and what is committed later", async () => {
    expect(repository.remote()).toEqual({
      url: remote,
      pending: 1,
      lastSyncedAt: undefined,
      failure: undefined,
    });
    await repository.sync();
    expect(remoteHead()).toBe(await repository.head());
    expect(repository.remote()).toMatchObject({ pending: 0, failure: undefined });
    expect(repository.remote()?.lastSyncedAt).toMatch(/^2026-06-01T/);
    const id = await write(TASK, "title: Chores\n");
    expect(repository.remote()).toMatchObject({ pending: 1 });
    await repository.sync();
    expect(remoteHead()).toBe(id);
    expect(repository.remote()).toMatchObject({ pending: 0 });
  });

  it("takes over what was pushed there", async () => {
    const clone = await cloneOfSynced();
    const pushed = clone.push(OVERLAY, "entry: x\n");
    await repository.sync();
    expect(await repository.head()).toBe(pushed);
    expect((await repository.read(pushed)).get(OVERLAY)).toBe("entry: x\n");
  });

  it("puts its commits on top of theirs, each with its author and its date", async () => {
    const clone = await cloneOfSynced();
    const pushed = clone.push("README.md", "for people");
    const own = cloneOf(repository.folder, join(room.path, "own"));
    own.push(OVERLAY, "entry: x\n", "Subject\n\nBody of\ntwo lines.");
    await write(TASK, "title: Chores\n");
    await repository.sync();
    const log = ["log", "--reverse", "--date=iso", "--format=%an|%ad|%cn|%s|%b", `${pushed}..main`];
    expect(
      gitIn(remote, ...log)
        .split("\n")
        .filter((line) => line !== ""),
    ).toEqual([
      "Paul Pusher|2026-02-03 04:05:06 +0200|Execat|Subject|Body of",
      "two lines.",
      expect.stringMatching(/^Maria Curator\|2026-06-01 00:00:\d\d \+0000\|Execat\|Change vocabularies/),
    ]);
    expect(remoteHead()).toBe(await repository.head());
    expect(gitIn(remote, "rev-list", "--count", "--merges", "main")).toBe("0");
    expect(gitIn(remote, "show", "main:README.md")).toBe("for people");
    expect(gitIn(remote, "fsck", "--strict")).toBe("");
  });

  it("leaves out what both sides changed alike, and keeps what a merge of ours merged", async () => {
    const clone = await cloneOfSynced();
    clone.push(TASK, "title: Chores\n");
    await write(TASK, "title: Chores\n");
    const shipped = new Map([...SHIPPED, ["vocabularies/level.yaml", "title: Levels\n"]]);
    expect(await repository.upgrade(shipped, "2.0.0")).toBe("merged");
    await repository.sync();
    expect(remoteHead()).toBe(await repository.head());
    expect(gitIn(remote, "log", "--first-parent", "--format=%s", "main").split("\n")).toEqual([
      "Merge what Execat 2.0.0 ships",
      "Change vocabularies/task.yaml",
      "Ship the vocabularies of Execat 1.0.0",
    ]);
    expect(await repository.upgrade(shipped, "2.0.0")).toBe("unchanged");
  });

  it("shows a conflict, leaves both sides alone, and pushes the merge that settles it", async () => {
    const clone = await cloneOfSynced();
    const base = await repository.head();
    clone.push(OVERLAY, "entry: x\n");
    const theirs = clone.push(TASK, "title: Jobs\n");
    await write("collections/c.yaml", "title: C\n");
    const ours = await write(TASK, "title: Chores\n");
    await repository.sync();
    expect([await repository.head(), remoteHead()]).toEqual([ours, theirs]);
    expect(repository.remote()).toMatchObject({ pending: 2, failure: undefined });
    expect(await repository.openMerges()).toEqual([
      {
        from: "remote",
        theirs,
        base,
        head: ours,
        changes: new Map([[OVERLAY, "entry: x\n"]]),
        conflicts: [
          { path: TASK, place: [], base: "title: Tasks\n", ours: "title: Chores\n", theirs: "title: Jobs\n" },
        ],
      },
    ]);
    const settled = await write(TASK, "title: Chores and jobs\n", theirs);
    expect(await repository.openMerges()).toEqual([]);
    clone.push("overlays/y.yaml", "entry: y\n");
    await repository.sync();
    expect(repository.remote()).toMatchObject({ pending: 0, failure: undefined });
    expect(remoteHead()).toBe(await repository.head());
    expect(gitIn(remote, "merge-base", settled, "main")).toBe(settled);
    expect(await repository.read(remoteHead())).toEqual(
      new Map([
        ["collections/c.yaml", "title: C\n"],
        [OVERLAY, "entry: x\n"],
        ["overlays/y.yaml", "entry: y\n"],
        ["vocabularies/data.yaml", "title: Data\n"],
        [TASK, "title: Chores and jobs\n"],
      ]),
    );
  });

  it("begins again when somebody pushes in between", async () => {
    const clone = await cloneOfSynced();
    const pushed = clone.push(OVERLAY, "entry: x\n");
    gitIn(remote, "update-ref", "refs/heads/main", `${pushed}~1`);
    onNextPush(`env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main ${pushed}`);
    await write(TASK, "title: Chores\n");
    await repository.sync();
    expect(repository.remote()).toMatchObject({ pending: 0, failure: undefined });
    expect(remoteHead()).toBe(await repository.head());
    expect(gitIn(remote, "log", "-2", "--format=%an", "main")).toBe("Maria Curator\nPaul Pusher");
  });

  it("lets two catalogues of one remote write at the same time", async () => {
    await repository.sync();
    const other = await room.open("other", { remote: { url: remote } });
    await write(OVERLAY, "entry: x\n");
    const changes = new Map([["overlays/y.yaml", "entry: y\n"]]);
    await other.commit({ base: await other.head(), changes, subject: "Other", author: MARIA });
    await Promise.all([repository.sync(), other.sync(), repository.sync()]);
    await Promise.all([repository.sync(), other.sync()]);
    expect([await repository.head(), await other.head()]).toEqual([remoteHead(), remoteHead()]);
    expect((await repository.read(remoteHead())).size).toBe(4);
  });

  it("pushes what was committed while it was under way", async () => {
    const first = repository.sync();
    const id = await write(TASK, "title: Chores\n");
    await Promise.all([first, repository.sync(), repository.sync()]);
    expect(remoteHead()).toBe(id);
  });

  it("waits when the remote cannot be reached or refuses, and says so", async () => {
    await repository.sync();
    const before = repository.remote()?.lastSyncedAt;
    const id = await write(TASK, "title: Chores\n");
    renameSync(remote, `${remote}.away`);
    await repository.sync();
    expect(repository.remote()).toMatchObject({ pending: 1, lastSyncedAt: before });
    expect(repository.remote()?.failure).toMatch(/^The remote ".*" could not be read: it cannot be reached/);
    expect(await repository.head()).toBe(id);
    renameSync(`${remote}.away`, remote);
    onNextPush("echo not today >&2; exit 1");
    await repository.sync();
    expect(repository.remote()?.failure).toMatch(/could not be written: it refuses us \(git: .*not today/);
    await repository.sync();
    expect(repository.remote()).toMatchObject({ pending: 0, failure: undefined });
  });

  it("asks a curator when the remote has a history of its own", async () => {
    const other = await openCuration(join(room.path, "other"), { remote: { url: remote } });
    await other.upgrade(new Map([[TASK, "title: Other\n"]]), "0.9.0");
    await other.sync();
    await repository.sync();
    expect(await repository.openMerges()).toMatchObject([
      { from: "remote", base: undefined, theirs: remoteHead(), conflicts: [{ path: TASK, base: undefined }] },
    ]);
    await write(TASK, "title: Both\n", remoteHead());
    await repository.sync();
    expect(remoteHead()).toBe(await repository.head());
    expect(gitIn(remote, "rev-list", "--max-parents=0", "--count", "main")).toBe("2");
  });

  it("goes on where its remote stands when it is made anew", async () => {
    await write(TASK, "title: Chores\n");
    await repository.sync();
    const again = await openCuration(join(room.path, "again"), { remote: { url: remote } });
    const shipped = new Map([...SHIPPED, ["vocabularies/level.yaml", "title: Levels\n"]]);
    expect(await again.upgrade(shipped, "2.0.0")).toBe("merged");
    expect(await again.read(await again.head())).toEqual(new Map([...shipped, [TASK, "title: Chores\n"]]));
    expect(gitIn(again.folder, "rev-list", "--max-parents=0", "--count", "main")).toBe("1");
  });

  it("knows what another catalogue of the same remote has brought in", async () => {
    await repository.sync();
    const other = await room.open("other", { remote: { url: remote } });
    const shipped = new Map([...SHIPPED, [TASK, "title: Tasks, second edition\n"]]);
    expect(await other.upgrade(shipped, "2.0.0")).toBe("merged");
    await other.sync();
    await repository.sync();
    const id = await write(TASK, "title: Chores, second edition\n");
    expect(await repository.upgrade(shipped, "2.0.0")).toBe("unchanged");
    expect(await repository.head()).toBe(id);
    expect(await repository.openMerges()).toEqual([]);
  });

  it("signs in by http and keeps the password from every message", async () => {
    const password = "s3cret/%";
    const expected = `Basic ${Buffer.from(`robot:${password}`).toString("base64")}`;
    gitIn(remote, "config", "http.receivepack", "true");
    const server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
      if (request.headers.authorization !== expected) response.writeHead(401).end();
      else serveGit({ root: room.path, path: pathname, search }, request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      const login = (word: string): string => `http://robot:${encodeURIComponent(word)}@${host}/remote.git`;
      const wrong = await room.open("wrong", { remote: { url: login("guess-me") } });
      await wrong.sync();
      expect(wrong.remote()?.url).toBe(`http://${host}/remote.git`);
      expect(wrong.remote()?.failure).toMatch(/it refuses us/);
      expect(JSON.stringify(wrong.remote())).not.toMatch(/guess-me|robot/);
      const right = await room.open("right", { remote: { url: login(password) } });
      await right.sync();
      expect(right.remote()).toMatchObject({ pending: 0, failure: undefined });
      expect(remoteHead()).toBe(await right.head());
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("calls no address that git could take for something else", async () => {
    const urls = [
      "--upload-pack=x",
      "-x",
      "ext::sh -c x",
      "EXT::x",
      "http://host.example/x",
      "git://h/x",
      "",
      "a\nb",
    ];
    for (const url of urls) {
      await expect(openCuration(join(room.path, "none"), { remote: { url } })).rejects.toMatchObject({
        code: "SETTINGS_INVALID",
      });
    }
    for (const branch of ["-x", "a..b", "a b", "x.lock", "/x", ""]) {
      await expect(
        openCuration(join(room.path, "none"), { remote: { url: remote, branch } }),
      ).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
    }
    const shown = async (url: string): Promise<string | undefined> =>
      (await openCuration(join(room.path, "shown"), { remote: { url } })).remote()?.url;
    expect(await shown("https://me:secret@host.example/x.git")).toBe("https://host.example/x.git");
    expect(await shown("git@host.example:lab/x.git")).toBe("host.example:lab/x.git");
    expect(await shown("ssh://git@host.example/x.git")).toBe("ssh://host.example/x.git");
  });
});
