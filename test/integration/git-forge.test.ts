import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HeadAnswer, TreeAnswer, WantedCommit } from "../../crawler/forges/forge.ts";
import { createGitForge, type GitForge } from "../../crawler/forges/git/index.ts";
import type { Repository } from "../../src/catalogue/sources.ts";
import { createHttpClient } from "../../src/http/undici-client.ts";
import { repository } from "../support/entry-builders.ts";
import { serveGit } from "../support/forges/git-backend.ts";
import { createGitFixture, createTempFolder, type GitFixture } from "../support/git-fixture.ts";
import { serveCorpus } from "../support/hostile/hostile-server.ts";
import { createBare, file } from "../support/hostile/plumbing.ts";
import { descendants } from "../support/hostile/watch-processes.ts";
import { manifest } from "../support/crawl-fixture.ts";

const FILE = "ivoa-execution.yaml";
const TOKEN = "s3cret-token-of-this-test";
const SIGNED = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString("base64")}`;
const signal = new AbortController().signal;
/** The token for everything at the asked host. */
const withToken = async (url: string) => ({ token: TOKEN, base: `${new URL(url).origin}/` });

interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
}

describe("the git forge", () => {
  let temp: ReturnType<typeof createTempFolder>;
  let work: GitFixture;
  let seen: Seen[];
  let commands: string[];
  let servers: Server[];
  let sockets: Set<Socket>;

  beforeEach(() => {
    temp = createTempFolder();
    work = createGitFixture(join(temp.path, "work"));
    work.git("config", "core.compression", "0");
    [seen, commands, servers, sockets] = [[], [], [], new Set()];
  });
  afterEach(() => {
    for (const server of servers) server.close().closeAllConnections();
    temp.remove();
  });

  const listen = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return `http://127.0.0.1:${String(typeof address === "object" && address !== null ? address.port : 0)}`;
  };
  /** Serves the work's bare copy, and notes who asked and which commands run at that moment. */
  const serve = (kind: "forge" | "plain" | "old" = "forge"): Promise<string> =>
    listen((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const { authorization } = request.headers;
      sockets.add(request.socket);
      seen.push({ path: url.pathname, authorization });
      for (const id of descendants(process.pid)) commands.push(readText(`/proc/${String(id)}/cmdline`));
      if (kind === "old") delete request.headers["git-protocol"];
      const call = { root: join(temp.path, "served"), path: url.pathname, search: url.search };
      serveGit({ ...call, asForge: kind === "forge" }, request, response);
    });
  const publish = (): void => {
    work.git("clone", "--quiet", "--bare", ".", "../served/tool.git");
  };
  const forge = (options: Partial<Parameters<typeof createGitForge>[0]> = {}): GitForge =>
    createGitForge({
      mirrorsDir: join(temp.path, "mirrors"),
      timeoutMs: 20_000,
      allowHosts: ["127.0.0.1"],
      environment: { PATH: process.env["PATH"] ?? "" },
      web: {
        client: createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "test" }),
        now: () => new Date(),
      },
      ...options,
    });
  const at = (origin: string, path = "/tool.git"): Repository =>
    repository({ id: "one", forge: "git", url: `${origin}${path}` });
  const headOf = async (git: GitForge, one: Repository): Promise<HeadAnswer | undefined> =>
    (await git.resolveHeads([one], signal)).get(one.id);
  const read = async (git: GitForge, one: Repository, wanted: readonly WantedCommit[]) =>
    (await git.readTrees?.(one, wanted, signal)) ?? [];

  /** Tags v1 … v20, every second of them annotated, each with a manifest of its own; the head is newer still. */
  const release = (): readonly WantedCommit[] => {
    const wanted: WantedCommit[] = [];
    for (let at = 1; at <= 20; at += 1) {
      work.write(FILE, manifest({ title: `Release ${String(at)}` }));
      const commit = work.commit();
      work.git("tag", ...(at % 2 === 0 ? ["-a", "-m", "Release"] : []), `v${String(at)}`);
      wanted.push({ commit, tag: `v${String(at)}` });
    }
    work.write(FILE, manifest({ title: "Head" }));
    work.write("README.md", "A tool");
    return [{ commit: work.commit() }, ...wanted];
  };
  const titles = (answers: readonly TreeAnswer[]): readonly string[] =>
    answers.map((answer) => {
      if (answer.state === "failed") return answer.error.message;
      const [file] = answer.tree.files;
      return /title: (?<title>.*)/.exec(Buffer.from(file?.bytes ?? []).toString())?.groups?.["title"] ?? "";
    });

  it("tells the tags with the head, and is sent no other ref", async () => {
    work.write(FILE, manifest());
    const commit = work.commit();
    work.git("tag", "-a", "-m", "One", "v1");
    for (let at = 0; at < 50; at += 1) work.git("branch", `b${String(at)}`);
    publish();
    const origin = await serve();
    expect(await headOf(forge(), at(origin))).toEqual({
      state: "head",
      commit,
      branch: "main",
      tags: [{ name: "v1", commit }],
      tagsLeftOut: undefined,
    });
    const sent = [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
    expect(sent).toBeGreaterThan(100);
    expect(sent).toBeLessThan(1_500);
    expect(await headOf(forge({ web: undefined }), at(origin))).toMatchObject({
      tags: [{ name: "v1", commit }],
    });
  });

  it("takes a refused token for a fault of the token, and never for a repository that is gone", async () => {
    const origin = await listen((_request, response) =>
      response.writeHead(401, { "www-authenticate": "Basic" }).end(),
    );
    const signed = forge({ credentialsFor: withToken });
    const refused = { state: "failed", error: { code: "SOURCE_INVALID" } };
    expect(await headOf(signed, at(origin))).toMatchObject(refused);
    const byGit = forge({ credentialsFor: withToken, web: undefined });
    expect(await headOf(byGit, at(origin))).toMatchObject(refused);
    expect(await headOf(forge(), at(origin))).toMatchObject({ state: "gone" });
  });

  it.each([["forge"], ["plain"]] as const)(
    "reads a head and twenty tags from a %s server in two fetches",
    async (kind) => {
      const wanted = release();
      publish();
      const one = at(await serve(kind));
      const answers = await read(forge(), one, wanted);
      expect(titles(answers)).toEqual([
        "Head",
        ...wanted.slice(1).map(({ tag }) => `Release ${String(tag).slice(1)}`),
      ]);
      const [head, tag] = answers.map((answer) => (answer.state === "tree" ? answer.tree : undefined));
      expect(head?.facts.map(({ path }) => path)).toEqual(["README.md"]);
      expect(tag?.facts).toEqual([]);
      const fetches = seen.filter(({ path }) => path.endsWith("/info/refs")).length;
      expect(fetches).toBe(kind === "forge" ? 2 : 1);
    },
  );

  it("asks a server that gives no commit by its id for the tags by name", async () => {
    const wanted = release();
    publish();
    const one = at(await serve("old"));
    const gone: WantedCommit = { commit: "1".repeat(40), tag: "v99" };
    const answers = await read(forge(), one, [...wanted, gone]);
    expect(titles(answers).slice(0, 3)).toEqual(["Head", "Release 1", "Release 2"]);
    expect(titles(answers).at(-1)).toContain('tag "v99" leads to nothing');
    expect(answers.filter((answer) => answer.state === "tree")).toHaveLength(21);
  });

  it("reads the head although a tag is beyond the limits", async () => {
    work.write("big/other.bin", Buffer.alloc(3_000_000, "ab"));
    work.write(FILE, `# ${"x".repeat(900_000)}\n${manifest()}`);
    const first = work.commit();
    for (let at = 0; at < 40; at += 1)
      work.write(`d${String(at)}/${FILE}`, `# ${String(at)}${"x".repeat(900_000)}\n`);
    const heavy = work.commit();
    work.git("tag", "heavy");
    work.git("reset", "--quiet", "--hard", first);
    publish();
    const answers = await read(forge(), at(await serve()), [
      { commit: first },
      { commit: heavy, tag: "heavy" },
    ]);
    expect(answers.map((answer) => answer.state)).toEqual(["tree", "failed"]);
    expect(titles(answers)[1]).toContain("32 MiB together");
  });

  it("reads good tags beside those that lead to nothing or that no git would write", async () => {
    const bare = createBare(join(temp.path, "served/tool.git"));
    const blob = bare.blob(manifest({ title: "Good" }));
    const good = bare.commit(bare.tree([file(FILE, blob)]));
    const twice = bare.commit(bare.tree([file(FILE, blob), file(FILE, bare.blob(manifest()))]));
    bare.git("update-ref", "refs/heads/main", good);
    bare.git("update-ref", "refs/tags/good", good);
    bare.git("update-ref", "refs/tags/key", blob);
    bare.git("update-ref", "refs/tags/twice", twice);
    const one = at(await serve());
    const head = await headOf(forge(), one);
    const wanted = (head?.state === "head" ? (head.tags ?? []) : []).map(({ commit, name }) => ({
      commit,
      tag: name,
    }));
    const answers = await read(forge(), one, wanted);
    const told = new Map(wanted.map(({ tag }, at) => [tag, answers[at]]));
    expect(told.get("good")?.state).toBe("tree");
    for (const tag of ["key", "twice"]) {
      expect(told.get(tag)).toMatchObject({ state: "failed", error: { details: { stays: true } } });
    }
  });

  it("signs in at its own host, and shows the token in no command, address or file", async () => {
    work.write(FILE, manifest());
    const commit = work.commit();
    publish();
    const origin = await serve();
    const git = forge({
      credentialsFor: async (url) => (url.startsWith(origin) ? withToken(url) : undefined),
    });
    await headOf(git, at(origin));
    await git.readTree(at(origin), commit, signal);
    await headOf(forge({ web: undefined, credentialsFor: withToken }), at(origin));
    expect(seen.length).toBeGreaterThan(6);
    expect(seen.map(({ authorization }) => authorization)).toEqual(seen.map(() => SIGNED));
    expect(commands.some((command) => command.includes("remote-http"))).toBe(true);
    for (const text of [...commands, ...filesBelow(join(temp.path, "mirrors"))]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(SIGNED);
    }
  });

  it("sends the token below the forge's own path only, by git too", async () => {
    work.write(FILE, manifest());
    work.commit();
    publish();
    const origin = await serve();
    const below = async () => ({ token: TOKEN, base: `${origin}/gitlab/` });
    await headOf(forge({ web: undefined, credentialsFor: below }), at(origin));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(({ authorization }) => authorization)).toEqual(seen.map(() => undefined));
  });

  it("takes the token to no other host, nor into a failure", async () => {
    const other = await serve();
    const first = await listen((request, response) => {
      response.writeHead(302, { location: `${other}${request.url ?? ""}` }).end();
    });
    const git = forge({ web: undefined, credentialsFor: withToken });
    const answer = await headOf(git, at(first));
    const error = answer?.state === "failed" ? answer.error : undefined;
    expect(error?.message).toContain("moved");
    expect(JSON.stringify([error?.message, String(error?.cause), error])).not.toContain(TOKEN);
    const viaHttp = await headOf(forge({ credentialsFor: withToken }), at(first));
    expect(viaHttp?.state).toBe("failed");
    await expect(forge().readTree(at(first), "1".repeat(40), signal)).rejects.toThrow("moved");
    expect(seen).toEqual([]);
  });

  it("ends all processes of a fetch that is beyond a limit, and keeps nothing of it", async () => {
    work.write(FILE, manifest());
    const commit = work.commit();
    publish();
    const corpus = await serveCorpus(join(temp.path, "served"), join(temp.path, "served/tool.git"));
    try {
      const names = [
        "server-with-a-pack-without-end",
        "server-that-drips-its-pack",
        "server-with-a-delta-bomb",
      ];
      for (const name of names) {
        const git = forge({ timeoutMs: 2_000, maxBytes: 4 * 1024 * 1024 });
        const one = at(corpus.origin, `/liar/${name}.git`);
        await expect(git.readTree(one, commit, signal)).rejects.toMatchObject({
          code: expect.stringMatching(/TOO_LARGE|UPSTREAM_TIMEOUT/),
        });
        const left = descendants(process.pid).map((id) => readText(`/proc/${String(id)}/cmdline`));
        expect(left.filter((command) => /index-pack|remote-http|fetch/.test(command))).toEqual([]);
      }
      expect(existsSync(join(temp.path, "mirrors/one.git/objects/pack"))).toBe(false);
    } finally {
      await corpus.close();
    }
  });

  it("stops at once when it is told to", async () => {
    work.write(FILE, manifest());
    const commit = work.commit();
    publish();
    const corpus = await serveCorpus(join(temp.path, "served"), join(temp.path, "served/tool.git"));
    try {
      const stop = new AbortController();
      const reading = forge().readTree(
        at(corpus.origin, "/liar/server-that-drips-its-pack.git"),
        commit,
        stop.signal,
      );
      setTimeout(() => stop.abort(new Error("enough")), 500);
      await expect(reading).rejects.toThrow("enough");
      const left = descendants(process.pid).map((id) => readText(`/proc/${String(id)}/cmdline`));
      expect(left.filter((command) => /index-pack|remote-http/.test(command))).toEqual([]);
    } finally {
      await corpus.close();
    }
  });

  it("keeps no mirror that a server without filters made large, and sweeps those of departed repositories", async () => {
    work.write(FILE, manifest());
    const commit = work.commit();
    publish();
    const git = forge();
    const one = at(await serve("plain"));
    await git.readTree(one, commit, signal);
    mkdirSync(join(temp.path, "mirrors/departed.git/objects"), { recursive: true });
    expect(await git.sweepMirrors(new Set(["one"]))).toBe(1);
    expect(readdirSync(join(temp.path, "mirrors")).sort()).toEqual(["gitconfig", "one.git", "run-git"]);
    expect(await git.sweepMirrors(new Set())).toBe(1);

    work.git("-C", "../served/tool.git", "config", "core.compression", "0");
    work.write("big.bin", randomBytes(34_000_000));
    const large = work.commit();
    work.git("push", "--quiet", "../served/tool.git", "main");
    expect((await git.readTree(one, large, signal)).files).toHaveLength(1);
    expect(existsSync(join(temp.path, "mirrors/one.git"))).toBe(false);
  });
});

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readText(join(entry.parentPath, entry.name)));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // The process has ended in between.
    return "";
  }
}
