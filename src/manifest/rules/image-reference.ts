export interface ParsedReference {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export type ReferenceReading =
  | { readonly ok: true; readonly reference: ParsedReference }
  | { readonly ok: false; readonly reason: string; readonly hint: string };

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/u;
const TAG = /^\w[\w.-]{0,127}$/u;
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/u;
const PATH_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/u;

/** Reads a reference to an image as the OCI distribution specification and its tools do. */
export function parseImageReference(text: string): ReferenceReading {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(text);
  if (scheme !== null) {
    return refuse(
      `begins with the scheme "${scheme[1] ?? ""}"`,
      `Write ${text.slice(scheme[0].length, 200)}`,
    );
  }
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
  if (tag !== undefined && !TAG.test(tag)) {
    return refuse("has a malformed tag", "A tag has up to 128 letters, digits, dots, hyphens, underscores.");
  }
  const fault = faultOfName(name);
  return fault ?? { ok: true, reference: { tag, digest } };
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
      `Registries know it as "${bad.toLowerCase()}", if at all.`,
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
