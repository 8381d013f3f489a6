import type { GitAddress } from "../../git-address.ts";
import type { Reach } from "./reach.ts";

/** A remote repository and how it may be called. */
export interface Remote {
  readonly address: GitAddress;
  readonly url: string;
  readonly reach: Reach;
}

/** Some forges redirect `…/tool` to `…/tool.git`: the only redirect that is safe to follow. */
export function withSuffix(remote: Remote): Remote | undefined {
  if (remote.address.protocol === "file" || remote.url.endsWith(".git")) return undefined;
  return { ...remote, url: `${remote.url.replace(/\/+$/, "")}.git` };
}
