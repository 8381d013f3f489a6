import { ExecatError } from "../../errors.ts";
import type { HttpResponse } from "../../http/http-client.ts";
import { emitRequest } from "../../manifest/emit.ts";
import type { BrokerAnswer, CallOptions, ExecutionRequest } from "../broker.ts";
import { failureOf, nonsense, parseJson } from "./failures.ts";
import { lastSegment, parseOfferSet } from "./parse-answer.ts";
import type { Send } from "./send.ts";

export type BrokerDialect = "C" | "D";

const PATHS: Readonly<Record<BrokerDialect, string>> = { D: "/requests", C: "/offersets" };

/** Canonical names of the kinds of executable that dialect C has no word for. */
const NOT_IN_C: ReadonlySet<string> = new Set(["python-program"]);

export function canSay(dialect: BrokerDialect, executableKind: string): boolean {
  return dialect === "D" || !NOT_IN_C.has(executableKind);
}

export interface Asker {
  /** The dialect that is set, else the one in which the broker last answered; `undefined` before that. */
  dialect(): BrokerDialect | undefined;
  ask(request: ExecutionRequest, call: CallOptions): Promise<BrokerAnswer>;
}

/**
 * Asks in the dialect that is set, or finds out which one the broker speaks.
 *
 * Only a definite 404 or 405 lets the other dialect have its try: there nothing can have been held. A 401 proves
 * nothing, since brokers of dialect D answer it at every address, and after anything else a second ask could
 * hold a second set of resources. What was found out is kept until the broker says otherwise.
 */
export function createAsker(send: Send, label: string, setting: BrokerDialect | "detect"): Asker {
  let known = setting === "detect" ? undefined : setting;
  const tries = (): readonly BrokerDialect[] => {
    if (setting !== "detect") return [setting];
    return known === "C" ? ["C", "D"] : ["D", "C"];
  };
  return {
    dialect: () => known,
    async ask(request, call) {
      let last: HttpResponse | undefined;
      for (const dialect of tries()) {
        if (!canSay(dialect, request.executable.kind)) throw cannotSay(label, request.executable.kind);
        const body = emitRequest(request, dialect);
        const response = await send({ method: "POST", path: PATHS[dialect], body, options: call });
        if (setting !== "detect" || !hasNoSuchCall(response)) {
          const answer = await readAnswer({ send, label, call }, response);
          known = dialect;
          return answer;
        }
        last = response;
      }
      known = undefined;
      throw takesNeither(label, last?.status);
    },
  };
}

function hasNoSuchCall({ status }: HttpResponse): boolean {
  return status === 404 || status === 405;
}

interface At {
  readonly send: Send;
  readonly label: string;
  readonly call: CallOptions;
}

async function readAnswer({ send, label, call }: At, response: HttpResponse): Promise<BrokerAnswer> {
  if (response.status !== 200 && response.status !== 201 && response.status !== 303) {
    throw failureOf(label, response, "request");
  }
  const direct = parseOfferSet(parseJson(response.body), response.body);
  if (direct !== undefined) return direct;
  const uuid = lastSegment(response.headers.get("location"));
  if (uuid === undefined) throw nonsense(label, response);
  // Re-based on our own address: behind a proxy the broker's Location may name a host nobody can reach.
  const path = `/offersets/${encodeURIComponent(uuid)}`;
  const again = await send({ method: "GET", path, options: call });
  if (again.status !== 200) throw failureOf(label, again, `offer set "${uuid}"`);
  const answer = parseOfferSet(parseJson(again.body), again.body);
  if (answer === undefined) throw nonsense(label, again);
  return answer;
}

function cannotSay(label: string, kind: string): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `"${label}" speaks dialect C, which has no word for "${kind}".`, {
    hint: "Nothing was sent. Ask another broker, or look for a container of the same program.",
  });
}

function takesNeither(label: string, status: number | undefined): ExecatError {
  return new ExecatError(
    "UPSTREAM_FAILED",
    `"${label}" takes requests neither at /requests (dialect D) nor at /offersets (dialect C).`,
    { hint: "Is the address in EXECAT_BROKERS the broker's base?", details: { status, about: "request" } },
  );
}
