import { repositoryAddress } from "./identifier.ts";

/** What a text names: an entry or a repository, and perhaps a place in that repository. */
export interface OriginName {
  /** Under which programs are looked up: an entry's path or a repository's address, in lower case. */
  readonly target: string;
  /** Branch and file or folder, as they stand in a forge's address; which part is the branch, it does not say. */
  readonly place: string | undefined;
}

const MAX_LENGTH = 2000;
const SCP = /^[\w.-]+@(?<host>[\w.-]+):(?!\/\/)(?<path>[^\s:]+)$/u;
const ENTRY = /\/entries\/(?<path>[^/?#]+\.[^/?#]+\/[^?#]+)/u;
/** A forge's page of a file or folder; GitLab sets `/-/` before it. A repository's path has two parts or more. */
const PAGE =
  /^(?<repository>[^/]+\/.+?)(?:\/-)?\/(?:blob|raw|tree|src|blame|edit)\/(?:(?:branch|tag|commit)\/)?(?<place>.+)$/u;
const PROTOCOLS = new Set(["https:", "http:", "ssh:", "git:"]);

/** A repository, an entry by its path, or a place in a repository, as it was written. */
export interface NamedAddress {
  readonly kind: "entry" | "repository";
  readonly host: string;
  /** Without `.git`; of an entry what follows the host, without its version. */
  readonly path: string;
  readonly place: string | undefined;
}

/**
 * Reads what names a repository or an entry: an entry's path (`host/group/tool~name`, with or without `@version`),
 * the address of an entry in a catalogue (paths mean the same in all of them), or the https or git URL of a
 * repository or of a file or folder in it. `undefined` for anything else. Names and passwords are left out.
 */
export function parseAddress(text: string): NamedAddress | undefined {
  const named = readAddress(text);
  // Percent signs may hide what no path has and no database takes.
  return named === undefined || /\p{Cc}/u.test(`${named.path}${named.place ?? ""}`) ? undefined : named;
}

function readAddress(text: string): NamedAddress | undefined {
  const written = text.trim();
  if (written === "" || written.length > MAX_LENGTH || /[\s\p{Cc}]/u.test(written)) return undefined;
  const scp = SCP.exec(written)?.groups;
  if (scp !== undefined) return repositoryName(scp["host"] ?? "", scp["path"] ?? "");
  const plain = written.replace(/^git\+/iu, "");
  if (!/^[a-z][a-z0-9+.-]*:\/\//iu.test(plain)) return entryName(plain);
  if (!URL.canParse(plain)) return undefined;
  const url = new URL(plain);
  if (!PROTOCOLS.has(url.protocol) || url.host === "") return undefined;
  const entry = ENTRY.exec(url.pathname)?.groups?.["path"];
  if (entry !== undefined) return entryName(decoded(entry).replace(/\/document$/u, ""));
  if (url.host === "raw.githubusercontent.com") {
    const [owner = "", name = "", ...place] = decoded(url.pathname).split("/").filter(Boolean);
    return name === ""
      ? undefined
      : { ...repositoryName("github.com", `${owner}/${name}`), place: place.join("/") };
  }
  return repositoryName(url.host, decoded(url.pathname));
}

/** Reads what `discovery.derivedFrom` and `discovery.layers` may hold, as `parseAddress` does. */
export function parseOrigin(text: string): OriginName | undefined {
  const named = parseAddress(text);
  if (named === undefined) return undefined;
  const { kind, host, path, place } = named;
  if (kind === "entry") return { target: `${host}/${path}`.normalize("NFC").toLowerCase(), place };
  return { target: repositoryAddress(host, path).toLowerCase(), place };
}

/**
 * The repositories that an address may mean, the likeliest first: a URL does not say where the repository's path ends
 * and a page, a folder or an entry's name below it begins.
 */
export function possibleRepositories({
  host,
  path,
}: NamedAddress): readonly Pick<NamedAddress, "host" | "path">[] {
  const parts = path.split("/");
  const below = path.indexOf("/-/");
  const inside = /^(?<repository>.+?)\.git\//u.exec(path)?.groups?.["repository"];
  const paths = new Set([
    path,
    ...(below > 0 ? [path.slice(0, below)] : []),
    ...(inside === undefined ? [] : [inside]),
    path.replace(/~[^/~]*$/u, ""),
    // Issues and the like, where a repository has an owner and a name.
    parts.slice(0, 2).join("/"),
  ]);
  const hosts = new Set([host.toLowerCase(), host.toLowerCase().replace(/^www\.|:\d+$/gu, "")]);
  return [...hosts].flatMap((one) =>
    [...paths].filter((it) => it !== "").map((it) => ({ host: one, path: it })),
  );
}

/** The addresses by which a program can be named now: that of its entry and that of its repository. */
export function addressesOf(program: {
  readonly path: string;
  readonly host: string;
  readonly repository: string;
}): { readonly path: string; readonly repository: string } {
  return {
    path: program.path.toLowerCase(),
    repository: repositoryAddress(program.host, program.repository).toLowerCase(),
  };
}

/**
 * Whether a place in a forge's address is this file or its folder. The first part is the branch, unless the
 * repository's own branch has several. `undefined` when the place is the repository as a whole.
 */
export function isPlaceOf(place: string, file: string, branch: string | undefined): boolean | undefined {
  const rests = [place.slice(`${place}/`.indexOf("/") + 1)];
  if (branch !== undefined && `${place}/`.startsWith(`${branch}/`))
    rests.unshift(place.slice(branch.length + 1));
  const clean = rests.map((rest) => rest.replace(/\/+$/u, ""));
  if (clean.includes("")) return undefined;
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  return clean.some((rest) => rest === file || rest === folder);
}

function entryName(path: string): NamedAddress | undefined {
  const bare = path
    .replace(/^\/?entries\//u, "")
    .replace(/^\/+|\/+$/gu, "")
    .replace(/@[^/@]*$/u, "");
  const parts = /^(?<host>[^/@]+)\/(?<path>[^@].*)$/u.exec(bare)?.groups;
  if (parts === undefined) return undefined;
  return { kind: "entry", host: parts["host"] ?? "", path: parts["path"] ?? "", place: undefined };
}

function repositoryName(host: string, pathname: string): NamedAddress {
  const path = pathname.replace(/^\/+|\/+$/gu, "");
  const page = PAGE.exec(path)?.groups;
  const repository = (page?.["repository"] ?? path).replace(/\.git$/iu, "");
  return { kind: "repository", host, path: repository, place: page?.["place"] };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
