/** The parts of an entry's path. */
export interface EntryPlace {
  readonly host: string;
  /** The repository's path on its host. */
  readonly repository: string;
  /** The manifest's folder inside the repository; empty at its top. */
  readonly folder: string;
  /** What tells the documents of one folder apart; absent where there is only one. */
  readonly name: string | undefined;
}

/**
 * The path under which an entry is shown: `<host>/<repository path>[/-/<folder>][~<name>]`.
 * Characters that have a meaning of their own in a path, or none in an address, become `-`.
 */
export function entryPath(place: EntryPlace): string {
  const folder = place.folder === "" ? "" : `/-/${cleanPath(place.folder)}`;
  const name = place.name === undefined ? "" : `~${cleanSegment(place.name)}`;
  return `${repositoryAddress(place.host, place.repository)}${folder}${name}`;
}

/** Host and path of a repository as they stand in the paths of its entries. */
export function repositoryAddress(host: string, path: string): string {
  return `${host.toLowerCase()}/${cleanPath(path)}`;
}

function cleanPath(path: string): string {
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .map(cleanSegment)
    .join("/");
}

/** `.` and `..` would be taken for steps through a tree, `@` stands before a version. */
function cleanSegment(segment: string): string {
  if (/^\.+$/.test(segment)) return "-".repeat(segment.length);
  return segment.normalize("NFC").replace(/[^\p{L}\p{N}._+~-]/gu, "-");
}
