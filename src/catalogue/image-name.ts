import type { Executable } from "../manifest/model.ts";

/** Registries' short forms: `alpine` is `docker.io/library/alpine` (the `distribution/reference` of OCI tools). */
const DEFAULT_REGISTRY = "docker.io";
const DEFAULT_FOLDER = "library";

/**
 * The repository of the image that a program runs, without tag and digest and in one spelling, so that entries
 * of the same image are found together; absent for what runs no image.
 */
export function imageNameOf({ executable }: { readonly executable?: Executable }): string | undefined {
  // A model that an older reader stored may lack what one of today has.
  const [location] = executable?.image?.locations ?? [];
  const name = location
    ?.trim()
    .replace(/@.*$/, "")
    .replace(/:[^/:]*$/, "")
    .toLowerCase();
  if (name === undefined || name === "") return undefined;
  const parts = name.split("/");
  const [first = ""] = parts;
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const path = hasRegistry ? parts.slice(1) : parts;
  const registry = hasRegistry && first !== "index.docker.io" ? first : DEFAULT_REGISTRY;
  const whole = registry === DEFAULT_REGISTRY && path.length === 1 ? [DEFAULT_FOLDER, ...path] : path;
  return [registry, ...whole].join("/");
}
