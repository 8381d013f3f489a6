import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

// vitest reads TypeScript itself, but a thread that the product starts is Node.js's own: there this reads the sources,
// as Node.js 20 does not. The tests' processes are left alone.
if (!isMainThread && !process.features.typescript && !import.meta.url.endsWith("?hooks")) {
  register(`${import.meta.url}?hooks`);
}

/** Takes the types out of a source as it is loaded. */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const { transformSync } = await import("rolldown/utils");
  const file = fileURLToPath(url);
  const { code, errors } = transformSync(file, await readFile(file, "utf8"));
  if (errors.length > 0) throw new Error(errors[0].message);
  return { format: "module", source: code, shortCircuit: true };
}
