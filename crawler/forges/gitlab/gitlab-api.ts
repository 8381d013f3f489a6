import { ExecatError } from "../../../src/errors.ts";
import { createForgeApi, type ApiAnswer, type ForgeApiOptions } from "../forge-api.ts";
import type { ForgeHost } from "../forge-host.ts";
import { isRecord, recordOf, type JsonRecord } from "../json-fields.ts";
import { QUESTION_LIMITS } from "./complexity.ts";
import { failureOf, messagesOf, saidIn, sourceInvalid, upstreamFailed, type Asked } from "./failures.ts";
import { readLimits, RESOURCE } from "./limits.ts";

/** What every call to an instance needs. GitLab itself gives up a GraphQL question after 30 seconds. */
export type ApiParts = Pick<ForgeApiOptions, "http" | "budget" | "now" | "onAnswer" | "timeoutMs">;

export interface GraphQlQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** In words, for messages: `the group "x"`. */
  readonly what: string;
  readonly signal: AbortSignal;
}

export interface GraphQlAnswer {
  readonly data: JsonRecord;
  /** What kept parts of `data` from being answered; those are `null`. */
  readonly errors: readonly string[];
}

/** An instance's API. Every call fails as `ForgeApi` does, and with `SOURCE_INVALID` for what an operator must change. */
export interface GitLabApi {
  readonly host: string;
  /** What one GraphQL question may cost. */
  questionLimit(): Promise<number>;
  asked(what: string): Promise<Asked>;
  graphql(question: GraphQlQuestion): Promise<GraphQlAnswer>;
  /** `path` is what comes after `/api/v4`, or a whole address of the API. Any status below 500 is an answer. */
  get(path: string, signal: AbortSignal): Promise<ApiAnswer>;
  post(path: string, body: unknown, signal: AbortSignal): Promise<ApiAnswer>;
  /** True for an address of this instance's REST API. */
  owns(url: string): boolean;
}

/** Below a path as well: `https://example.org/gitlab`. */
export function createGitLabApi(host: ForgeHost, parts: ApiParts): GitLabApi {
  const rest = `${host.url}/api/v4`;
  const token = async (): Promise<string | undefined> => host.token?.();
  const owns = (url: string): boolean => url.startsWith(`${rest}/`);
  const api = createForgeApi({
    ...parts,
    origins: [new URL(host.url).origin],
    // The sign-in page is an answer, not the way to one.
    followsRedirect: (url) => owns(url.href),
    authorization: async () => {
      const value = await token();
      return value === undefined ? {} : { authorization: `Bearer ${value}` };
    },
    limitsOf: readLimits,
  });
  const isSignedIn = async (): Promise<boolean> => (await token()) !== undefined;
  const asked = async (what: string): Promise<Asked> => ({
    host: host.host,
    what,
    isSignedIn: await isSignedIn(),
  });
  return {
    host: host.host,
    asked,
    owns,
    questionLimit: async () => ((await isSignedIn()) ? QUESTION_LIMITS.signedIn : QUESTION_LIMITS.anonymous),
    async graphql({ query, variables, what, signal }) {
      const answer = await api.request({
        url: `${host.url}/api/graphql`,
        method: "POST",
        body: { query, variables },
        onlyAsks: true,
        resource: RESOURCE,
        signal,
      });
      if (answer.status !== 200) throw failureOf(answer, await asked(what));
      return toGraphQlAnswer(answer.json, host.host, what);
    },
    get: (path, signal) =>
      api.request({ url: path.startsWith("/") ? `${rest}${path}` : path, resource: RESOURCE, signal }),
    post: (path, body, signal) =>
      api.request({ url: `${rest}${path}`, method: "POST", body, resource: RESOURCE, signal }),
  };
}

/** Without data there is no answer; with some there may be errors about the rest. */
function toGraphQlAnswer(json: unknown, host: string, what: string): GraphQlAnswer {
  const { data, errors } = recordOf(json);
  const messages = messagesOf(errors);
  if (messages.some(isOverLimit)) throw tooHeavy(host, what, messages);
  if (isRecord(data)) return { data, errors: messages };
  if (messages.some((message) => /doesn't exist on type|doesn't accept argument/.test(message))) {
    throw sourceInvalid(
      `"${host}" does not know our question about ${what}: ${String(saidIn(json))}.`,
      "GitLab 17.0 or newer is needed.",
    );
  }
  throw upstreamFailed(`"${host}" did not answer about ${what}: ${saidIn(json) ?? "no reason given"}.`);
}

function isOverLimit(message: string): boolean {
  return /exceeds max complexity|^Timeout on /i.test(message);
}

function tooHeavy(host: string, what: string, messages: readonly string[]): ExecatError {
  return new ExecatError(
    "UPSTREAM_FAILED",
    `The question about ${what} is too heavy for "${host}": ${String(messages[0])}`,
    { hint: "It is tried again later.", details: { tooHeavy: true } },
  );
}
