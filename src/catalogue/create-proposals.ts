import { ExecatError } from "../errors.ts";
import type { Proposals } from "./proposals.ts";
import type { Source } from "./sources.ts";
import type { Store } from "./store.ts";

const LONGEST_URL = 500;
/** So that a stranger cannot fill the store; the operator says yes or no to those that wait. */
const MOST_WAITING = 500;

export interface ProposalOptions {
  readonly store: Store;
  readonly policy: Proposals["policy"];
  readonly now: () => Date;
  readonly newId: () => string;
}

export function createProposals(options: ProposalOptions): Proposals {
  return {
    policy: options.policy,
    async propose(text, actorId) {
      if (options.policy === "closed") {
        throw new ExecatError("FORBIDDEN", "This catalogue takes no proposals.", {
          hint: "Ask its operator to add the repository with `execat source add`.",
        });
      }
      const url = readGitUrl(text);
      const known = await options.store.sources.list();
      const same = known.find((source) => source.location === url.href);
      if (same !== undefined) {
        throw new ExecatError(
          "CONFLICT",
          `"${url.href}" is known already${same.state === "proposed" ? " and waits for the operator's word" : ""}.`,
          {
            hint: "The sources page shows what was found there.",
          },
        );
      }
      if (known.filter((source) => source.state === "proposed").length >= MOST_WAITING) {
        throw new ExecatError("TOO_MANY_REQUESTS", "Too many proposals wait for the operator's word.", {
          hint: "Try again in some days, or write to the operator.",
        });
      }
      const source: Source = {
        id: options.newId(),
        key: freeKey(url, new Set(known.map((one) => one.key))),
        kind: "git",
        options: {},
        location: url.href,
        label: undefined,
        state: options.policy === "open" ? "active" : "proposed",
        origin: "proposal",
        proposedBy: actorId,
        createdAt: options.now().toISOString(),
        failure: undefined,
        lastListedAt: undefined,
      };
      await options.store.sources.save(source);
      if (source.state === "active") await options.store.jobs.add("crawl", source.id, source.createdAt);
      return source;
    },
  };
}

function readGitUrl(text: string): URL {
  const trimmed = text.trim();
  const wrong = (hint: string): ExecatError =>
    new ExecatError("SOURCE_INVALID", `"${trimmed.slice(0, 100)}" is not the address of a git repository.`, {
      hint,
    });
  if (trimmed.length > LONGEST_URL) throw wrong(`An address has at most ${LONGEST_URL} characters.`);
  if (!URL.canParse(trimmed))
    throw wrong("Give the whole address, for instance https://example.org/group/tool.git");
  const url = new URL(trimmed);
  // A stranger's proposal never reaches this machine's own files.
  if (url.protocol !== "https:" && url.protocol !== "ssh:") throw wrong("It begins with https:// or ssh://");
  if (url.password !== "" || (url.protocol === "https:" && url.username !== "")) {
    throw wrong("Leave name and password out of it: proposals are public.");
  }
  if (url.pathname.length < 2)
    throw wrong("It names a repository after the host, for instance https://example.org/group/tool.git");
  url.hash = "";
  return url;
}

function freeKey(url: URL, taken: ReadonlySet<string>): string {
  const name = url.pathname
    .replace(/\.git\/?$/, "")
    .split("/")
    .filter((part) => part !== "")
    .slice(-2)
    .join("-");
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 56) || "proposal";
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}-${number}`;
  return key;
}
