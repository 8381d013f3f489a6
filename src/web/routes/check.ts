import express, { type Request, type Response } from "express";
import { newRepository } from "../../catalogue/new-repository.ts";
import { tagManifest } from "../../catalogue/suggest-terms.ts";
import { tryOut } from "../../catalogue/try-out.ts";
import { ExecatError, type ErrorCode } from "../../errors.ts";
import { suggesterOf } from "../../vocabulary/suggest/suggester-of.ts";
import type { WebContext } from "../context.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { factsOf } from "../middleware/request-facts.ts";
import type { Routes } from "../router.ts";
import type { Page } from "../page.ts";
import { answer } from "../send-page.ts";
import type { WebServices } from "../services.ts";
import { toCheck, toCheckJson, type CheckForm, type CheckOutcome } from "../view-models/check.ts";
import { queryOf } from "../parameter.ts";

const MANIFEST_BYTES = 1_000_000;
/** A browser writes many characters as three: the form of a manifest that is just small enough must come through. */
const FORM_BYTES = 3 * MANIFEST_BYTES + 2_000;
const DEFAULT_FILE = "ivoa-execution.yaml";
const EMPTY_FORM: CheckForm = { text: "", url: "", problem: undefined };
/** Failures that are about the address that was given, and are shown beside it. */
const ABOUT_ADDRESS: ReadonlySet<ErrorCode> = new Set([
  "SOURCE_INVALID",
  "FORBIDDEN",
  "TOO_LARGE",
  "UPSTREAM_FAILED",
  "UPSTREAM_TIMEOUT",
]);

type Submission =
  | { readonly kind: "text"; readonly bytes: Uint8Array; readonly file: string }
  | { readonly kind: "url"; readonly url: string };

/** `GET /check` is the form; `POST /check` takes a manifest, from the form or as a body of its own, or an address. */
export function addCheckRoutes(routes: Routes, context: WebContext): void {
  routes.add("/check", {
    get: answer(context, () => checkPage(context.services, EMPTY_FORM, undefined)),
    post: [
      limitRate(context.services.settings.askRate, "checks"),
      express.text({ type: "application/x-www-form-urlencoded", limit: FORM_BYTES }),
      express.json({ limit: FORM_BYTES }),
      express.raw({ type: ["application/yaml", "application/x-yaml", "text/*"], limit: MANIFEST_BYTES }),
      answer(context, (request, response) => check(context.services, request, response)),
    ],
  });
}

async function check(services: WebServices, request: Request, response: Response): Promise<Page> {
  const submission = submissionOf(request);
  if (submission.kind === "text") {
    const { bytes } = submission;
    const form = { ...EMPTY_FORM, text: new TextDecoder("utf-8").decode(bytes) };
    return checkPage(services, form, await checkText(services, submission));
  }
  const { url } = submission;
  try {
    return checkPage(services, { ...EMPTY_FORM, url }, await checkRepository(services, url, response));
  } catch (error) {
    if (!(error instanceof ExecatError) || !ABOUT_ADDRESS.has(error.code)) throw error;
    const { code, message, hint, status } = error;
    const page = checkPage(services, { ...EMPTY_FORM, url, problem: error }, undefined);
    const shown = { code, message, hint: hint ?? null };
    return {
      ...page,
      status,
      personal: true,
      json: { ok: false, error: shown, requestId: factsOf(request).requestId },
    };
  }
}

function checkPage(services: WebServices, form: CheckForm, outcome: CheckOutcome | undefined): Page {
  return {
    view: "check",
    title: "Check a manifest",
    description: "Paste a manifest, or name a repository, and see what is wrong with it, line by line.",
    // The lines of a text take longer than its findings, which are all that the twin says.
    get model() {
      return toCheck(services, form, outcome);
    },
    json: toCheckJson(outcome),
    personal: outcome !== undefined,
  };
}

/** As if the text lay alone at the top of a repository. */
async function checkText(
  services: WebServices,
  { bytes, file }: Extract<Submission, { readonly kind: "text" }>,
): Promise<CheckOutcome> {
  const [checked] = await services.checker.check([{ bytes, file }]);
  if (checked === undefined) throw new Error("The checker left out a file.");
  const at = services.now().toISOString();
  const name = {
    forge: "git",
    forgeId: "yours",
    host: "example.org",
    path: "yours",
    url: "",
    webUrl: undefined,
  } as const;
  const repository = newRepository(name, { id: "tried", sourceId: "tried", createdAt: at });
  const read = { file, blobId: "", bytes, discovery: undefined, checked };
  const manifest = tagManifest(read, {}, suggesterOf(services.vocabularies));
  const { entries, problems } = tryOut([manifest], { repository, commit: "", at });
  return {
    manifests: [manifest],
    entries,
    problems: problems.filter((problem) => !checked.problems.includes(problem)),
    from: undefined,
  };
}

/** Ends when the reader leaves. */
async function checkRepository(
  services: WebServices,
  url: string,
  response: Response,
): Promise<CheckOutcome> {
  const left = new AbortController();
  const onClose = (): void => left.abort();
  response.on("close", onClose);
  try {
    const checked = await services.repositoryCheck.check(url, left.signal);
    return { ...checked, from: checked };
  } finally {
    response.off("close", onClose);
  }
}

function submissionOf(request: Request): Submission {
  const body: unknown = request.body;
  const file = fileName(queryOf(request).get("file"));
  if (Buffer.isBuffer(body)) return { kind: "text", bytes: body, file };
  if (typeof body === "string") {
    const form = new URLSearchParams(body);
    const url = form.get("url");
    if (url !== null && url.trim() !== "") return { kind: "url", url };
    // A browser sends the lines of a form with CRLF, whatever the author has.
    return { kind: "text", bytes: bytesOf((form.get("text") ?? "").replaceAll("\r\n", "\n")), file };
  }
  if (typeof body === "object" && body !== null) {
    if ("url" in body && typeof body.url === "string") return { kind: "url", url: body.url };
    if ("text" in body && typeof body.text === "string") {
      const named = "file" in body && typeof body.file === "string" ? fileName(body.file) : file;
      return { kind: "text", bytes: bytesOf(body.text), file: named };
    }
  }
  throw new ExecatError("INVALID_REQUEST", "The request holds no manifest and no address.", {
    hint: 'Send YAML as application/yaml, or JSON as {"text": "…"} or {"url": "https://…"}.',
  });
}

function bytesOf(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= MANIFEST_BYTES) return bytes;
  throw new ExecatError(
    "TOO_LARGE",
    `The manifest has ${bytes.length} bytes; ${MANIFEST_BYTES} are possible.`,
    {
      hint: "Crawled files have the same limit: make the manifest smaller.",
    },
  );
}

function fileName(text: string | null): string {
  return text !== null && /^[\w./-]{1,200}$/.test(text) ? text : DEFAULT_FILE;
}
