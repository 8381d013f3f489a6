import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { RequestHandler } from "express";
import { ExecatError } from "../errors.ts";

const TYPES: ReadonlyMap<string, string> = new Map([
  [".css", "text/css; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".svg", "image/svg+xml"],
]);

interface Asset {
  readonly href: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Stylesheet, scripts and pictures, under addresses that change with their content. */
export interface Assets {
  /** The address of an asset by its file name. Throws for a name that does not exist. */
  href(name: string): string;
  /** Serves `/assets/…`; for ever cacheable, since the address holds the content's hash. */
  readonly handler: RequestHandler;
}

/** Reads a folder of assets into memory: they are few and small. */
export function loadAssets(folder: string): Assets {
  const byName = new Map<string, Asset>();
  const byPath = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const type = TYPES.get(extname(name));
    if (type === undefined) continue;
    const bytes = readFileSync(join(folder, name));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const stem = name.slice(0, -extname(name).length);
    const path = `/${stem}.${hash}${extname(name)}`;
    const asset = { href: `/assets${path}`, type, bytes };
    byName.set(name, asset);
    byPath.set(path, asset);
  }
  return {
    href(name) {
      const asset = byName.get(name);
      if (asset === undefined) throw new Error(`No asset "${name}".`);
      return asset.href;
    },
    handler(request, response) {
      const asset = byPath.get(request.path);
      if (asset === undefined) throw new ExecatError("NOT_FOUND", `No asset "${request.path.slice(1)}".`);
      response.set({ "Content-Type": asset.type, "Cache-Control": "public, max-age=31536000, immutable" });
      response.send(asset.bytes);
    },
  };
}
