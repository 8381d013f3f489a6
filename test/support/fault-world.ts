import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createGitForge } from "../../crawler/forges/git/index.ts";
import type { Forge, FoundRepository } from "../../crawler/forges/forge.ts";
import type { ForgesOptions } from "../../crawler/forges/create-forges.ts";
import type { Crawler } from "../../crawler/crawl.ts";
import { createHttpClient } from "../../src/http/undici-client.ts";
import type { Repository, Source, SourceOptions } from "../../src/catalogue/sources.ts";
import { createCrawlFixture, manifest, type CrawlFixture } from "./crawl-fixture.ts";
import type { Faults } from "./forges/faults.ts";
import { createGitHistory, type GitHistory } from "./git-history.ts";
import { createTempFolder } from "./git-fixture.ts";

/** A fake forge with three repositories, as the matrix of faults needs it. */
export interface FaultyForge {
  readonly host: string;
  readonly faults: Faults;
  readonly counts: ReadonlyMap<string, number>;
  forget(): void;
  readonly source: {
    readonly kind: Source["kind"];
    readonly location: string;
    readonly options: SourceOptions;
  };
  /** The adapter; its git may be another than the real one. */
  connect(parts: ConnectParts): Partial<ForgesOptions>;
  /** Refs of the repository moved. */
  pushed(name: string): void;
  /** Renames the repository that moves; only where a forge knows renames. */
  readonly rename?: ((to: string) => void) | undefined;
  /** Commits with a status of ours, one a time that it was written. */
  reported(): readonly string[];
  close(): Promise<void>;
}

export interface ConnectParts {
  readonly git: Forge;
  readonly report: boolean;
  readonly timeoutMs: number;
  readonly http: ReturnType<typeof createHttpClient>;
  readonly now: () => Date;
}

/** One forge, a catalogue that is crawled through its faults, and one that is crawled when there are none. */
export interface FaultWorld {
  readonly forge: FaultyForge;
  readonly disturbed: CrawlFixture;
  readonly undisturbed: CrawlFixture;
  /** Crawls the disturbed catalogue: patiently, or giving up after a moment. */
  readonly patient: Crawler;
  readonly hasty: Crawler;
  /** The repository that moves. */
  readonly moving: GitHistory;
  /** Reads over HTTP from now on; before, in place, which is quicker. */
  setGitOverHttp(isOverHttp: boolean): void;
  /** What happens once, after a head was told and before its tree is read. */
  beforeNextRead(happens: () => void): void;
  repository(): Promise<Repository>;
  /** For the forge, too. */
  forward(milliseconds: number): void;
  close(): Promise<void>;
}

/** Even ones are heads, odd ones are tagged. */
export const COMMITS = 240;
const HASTY_MS = 400;

export async function createFaultWorld(
  create: (now: () => Date, folders: ReadonlyMap<string, string>) => Promise<FaultyForge>,
): Promise<FaultWorld> {
  const temp = createTempFolder();
  const repositories = makeRepositories(temp.path);
  const folders = new Map([...repositories].map(([name, { folder }]) => [name, folder]));
  // As the clock of the fixtures.
  let clock = Date.UTC(2026, 5, 1);
  const now = (): Date => new Date(clock);
  const forge = await create(now, folders);
  const http = createHttpClient({ allowHosts: () => [forge.host], userAgent: "execat-test" });
  let isOverHttp = false;
  let happens: (() => void) | undefined;
  const gitWith = (name: string, timeoutMs: number): Forge => {
    const git = createGitForge({
      mirrorsDir: join(temp.path, name),
      timeoutMs,
      allowHosts: [forge.host],
      environment: { PATH: process.env["PATH"] ?? "" },
      web: { client: http, now },
    });
    return inPlaceUnless(
      () => name === "disturbed" && isOverHttp,
      git,
      (repository) => {
        happens?.();
        happens = undefined;
        return folders.get(nameOf(repository)) ?? "";
      },
    );
  };
  const fixtureWith = async (parts: Partial<ForgesOptions>): Promise<CrawlFixture> => {
    const fixture = await createCrawlFixture({ forges: parts });
    const { kind, location, options } = forge.source;
    if (kind !== "git") await fixture.addSource("science", kind, location, options);
    else for (const name of folders.keys()) await fixture.addSource(name, "git", `${location}/${name}.git`);
    return fixture;
  };
  const connect = (name: string, timeoutMs: number): Partial<ForgesOptions> =>
    forge.connect({ git: gitWith(name, timeoutMs), report: name === "disturbed", timeoutMs, http, now });
  const undisturbed = await fixtureWith(connect("undisturbed", 20_000));
  const disturbed = await fixtureWith(connect("disturbed", 20_000));
  const moving = repositories.get("moving") as GitHistory;
  return {
    forge,
    disturbed,
    undisturbed,
    moving,
    patient: disturbed.crawlerWith({ forges: connect("disturbed", 20_000) }),
    hasty: disturbed.crawlerWith({ forges: connect("disturbed", HASTY_MS) }),
    setGitOverHttp(value) {
      isOverHttp = value;
    },
    beforeNextRead(what) {
      happens = what;
    },
    async repository() {
      const [first] = (await allRepositories(disturbed)).filter((it) => it.url.includes("mov"));
      if (first === undefined) throw new Error("The repository that moves is not known.");
      return first;
    },
    forward(milliseconds) {
      clock += milliseconds;
      disturbed.forward(milliseconds);
      undisturbed.forward(milliseconds);
    },
    async close() {
      await disturbed.close();
      await undisturbed.close();
      await http.close();
      await forge.close();
      temp.remove();
    },
  };
}

export async function allRepositories({ store }: CrawlFixture): Promise<readonly Repository[]> {
  const sources = await store.sources.list();
  const lists = await Promise.all(sources.map(({ id }) => store.sources.listRepositories(id)));
  return lists.flat();
}

/** One that moves, one that stays as it is, and one with an error beside a good manifest. */
function makeRepositories(folder: string): ReadonlyMap<string, GitHistory> {
  const moving = Array.from({ length: COMMITS }, (_, number) => ({
    "ivoa-execution.yaml": manifest({ name: "moving", title: `Moves for the ${number}th time` }),
    "README.md": `# Number ${number}\n`,
  }));
  const steady = {
    "a/ivoa-execution.yaml": manifest({ name: "steady-a" }),
    "b/ivoa-execution.yaml": manifest({ name: "steady-b" }),
  };
  const faulty = {
    "a/ivoa-execution.yaml": manifest({ name: "faulty" }),
    "b/ivoa-execution.yaml": "executable: [\n",
  };
  return new Map([
    ["moving", createGitHistory(join(folder, "moving"), moving)],
    ["steady", createGitHistory(join(folder, "steady"), [steady])],
    ["faulty", createGitHistory(join(folder, "faulty"), [faulty])],
  ]);
}

/** A repository that was renamed is still the one that moves. */
function nameOf({ path }: Pick<FoundRepository, "path">): string {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.git$/, "");
  return name.startsWith("mov") ? "moving" : name;
}

/** The real git, which reads repositories in place unless `overHttp` says otherwise. */
function inPlaceUnless(
  overHttp: () => boolean,
  git: Forge,
  folderOf: (repository: Repository) => string,
): Forge {
  const placed = (repository: Repository): Repository => {
    const folder = folderOf(repository);
    return overHttp() ? repository : { ...repository, url: pathToFileURL(folder).href };
  };
  return {
    ...git,
    readTree: (repository, commit, signal) => git.readTree(placed(repository), commit, signal),
    readTrees: async (repository, wanted, signal) =>
      (await git.readTrees?.(placed(repository), wanted, signal)) ?? [],
  };
}
