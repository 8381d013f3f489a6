export interface ParsedReference {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export type ReferenceReading =
  | { readonly ok: true; readonly reference: ParsedReference }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly hint: string;
      /** What was meant, where only one thing can be. */
      readonly meant?: string | undefined;
    };

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/u;
/** A name of 255 characters, a tag of 128 and the longest digest fit in. */
const MAX_LENGTH = 600;
const TAG = /^\w[\w.-]{0,127}$/u;
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/u;
const PATH_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/u;

/** Reads a reference to an image as the OCI distribution specification and its tools do. */
export function parseImageReference(text: string): ReferenceReading {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(text);
  if (scheme !== null) return withScheme(scheme[1] ?? "", text.slice(scheme[0].length));
  const command = COMMAND.exec(text);
  if (command !== null) return withCommand(command[1] ?? "", text.slice(command[0].length));
  if (text.length > MAX_LENGTH)
    return refuse("is longer than any can be", "Write name:tag@sha256:<64 digits>.");
  if (/\s/u.test(text)) return refuse("holds a space", "Remove the space.");
  const [beforeDigest = "", digest, ...more] = text.split("@");
  if (more.length > 0) return refuse("has more than one @", "Write name:tag@sha256:<64 digits>.");
  if (digest !== undefined && !DIGEST.test(digest)) {
    return refuse("has a malformed digest", "A digest is sha256: and 64 of 0-9 and a-f.");
  }
  const slash = beforeDigest.lastIndexOf("/");
  const colon = beforeDigest.indexOf(":", slash + 1);
  const name = colon === -1 ? beforeDigest : beforeDigest.slice(0, colon);
  const tag = colon === -1 ? undefined : beforeDigest.slice(colon + 1);
  if (tag !== undefined && /^sha\d+[:-][0-9a-f]/u.test(tag) && !TAG.test(tag)) {
    const meant = `${name}@${tag}`;
    const isWhole = DIGEST.test(tag) && faultOfName(name) === undefined;
    return {
      ok: false,
      reason: "has a digest where its tag belongs",
      hint: "A digest follows an @, not a colon.",
      meant: isWhole ? meant : undefined,
    };
  }
  if (tag !== undefined && !TAG.test(tag)) {
    return refuse("has a malformed tag", "A tag has up to 128 letters, digits, dots, hyphens, underscores.");
  }
  const fault = faultOfName(name);
  return fault ?? { ok: true, reference: { tag, digest } };
}

/** Pages of registries, which show images but are none. */
const PAGES =
  /^(?:hub\.docker\.com\/(?:r|_|layers)\/|quay\.io\/repository\/|github\.com\/[^/]+\/[^/]+\/pkgs\/)/u;

/** What fetches an image, as pages of registries show it to be copied. */
const COMMAND = /^\s*((?:docker|podman|nerdctl|singularity|apptainer)\s+pull)\s+(?=\S)/u;

function withCommand(command: string, rest: string): ReferenceReading {
  const name = rest.replace(/^[a-z][a-z0-9+.-]*:\/\//iu, "");
  return {
    ok: false,
    reason: `begins with the command "${command.replaceAll(/\s+/gu, " ")}"`,
    ...adviceOnName(name),
  };
}

/** Says to write the name alone; in small letters where capitals are all that is wrong with it. */
function adviceOnName(name: string): { readonly hint: string; readonly meant: string | undefined } {
  if (/\s/u.test(name)) return { hint: "Write the name of the image alone.", meant: undefined };
  const asItIs = { hint: `Write ${name.slice(0, 200)}`, meant: undefined };
  if (name.length >= 300 || name.includes("://")) return asItIs;
  if (parseImageReference(name).ok) return { hint: `Write ${name}`, meant: name };
  const end = /(?::[\w.-]*)?(?:@.*)?$/u.exec(name)?.index ?? name.length;
  const small = name.slice(0, end).toLowerCase() + name.slice(end);
  return parseImageReference(small).ok ? { ...asItIs, hint: `Write ${small}` } : asItIs;
}

function withScheme(scheme: string, rest: string): ReferenceReading {
  if (PAGES.test(rest)) {
    return refuse(
      "is the address of a page about the image",
      "Write what follows `docker pull` on that page.",
    );
  }
  return {
    ok: false,
    reason: `begins with the scheme "${scheme}"`,
    ...adviceOnName(rest),
  };
}

/** Says what is wrong with a digest that stands on its own. */
export function faultOfDigest(digest: string): { reason: string; hint: string; fix?: string } | undefined {
  if (DIGEST.test(digest)) return undefined;
  if (DIGEST.test(digest.toLowerCase())) {
    return {
      reason: "has capitals",
      hint: "Write it in small letters.",
      fix: JSON.stringify(digest.toLowerCase()),
    };
  }
  if (/^[0-9a-f]{64}$/u.test(digest)) {
    return {
      reason: "lacks its algorithm",
      hint: "Put sha256: before it.",
      fix: JSON.stringify(`sha256:${digest}`),
    };
  }
  if (/^[^@]+@sha\d+:/u.test(digest)) {
    const part = digest.slice(digest.indexOf("@") + 1);
    return {
      reason: "is a whole reference",
      hint: "Write only what follows the @.",
      ...(DIGEST.test(part) ? { fix: JSON.stringify(part) } : {}),
    };
  }
  if (/^v?\d+(?:\.\d+)+$/u.test(digest)) {
    return {
      reason: "is a version",
      hint: "A version is a tag, behind the image's name; a digest is sha256: and 64 digits.",
    };
  }
  if (/\.{2,}|…/u.test(digest) || /^sha256:[0-9a-f]{1,63}$/u.test(digest)) {
    return { reason: "is shortened", hint: "Write all 64 digits after sha256:." };
  }
  return { reason: "is malformed", hint: "A digest is sha256: and 64 of 0-9 and a-f." };
}

function faultOfName(name: string): ReferenceReading | undefined {
  if (name.length > 255) return refuse("is longer than 255 characters", "Use a shorter name.");
  const parts = name.split("/");
  const [first = ""] = parts;
  const hasHost = parts.length > 1 && (/[.:[]/u.test(first) || first === "localhost" || /[A-Z]/u.test(first));
  if (hasHost && !HOST.test(first))
    return refuse(`has the malformed registry "${first}"`, "Write host or host:port.");
  const path = hasHost ? parts.slice(1) : parts;
  const bad = path.find((part) => !PATH_PART.test(part));
  if (bad === undefined) return undefined;
  if (bad === "") return refuse("has an empty part", "Look for a slash too many, or a missing name.");
  if (PATH_PART.test(bad.toLowerCase())) {
    return refuse(
      "has capitals, which names of images cannot have",
      `Registries know it as "${path.join("/").toLowerCase().slice(0, 100)}", if at all.`,
    );
  }
  return refuse(
    `has the malformed part "${bad.slice(0, 60)}"`,
    "Names have small letters and digits, parted by single dots, underscores or hyphens.",
  );
}

function refuse(reason: string, hint: string): ReferenceReading {
  return { ok: false, reason, hint };
}
