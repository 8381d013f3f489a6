import express, { type Request } from "express";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import type { Routes } from "../router.ts";
import type { Page } from "../page.ts";
import { answer } from "../send-page.ts";
import { toCheck, toCheckJson } from "../view-models/check.ts";

const MANIFEST_BYTES = 1_000_000;
/** A browser writes many characters as three: the form of a manifest that is just small enough must come through. */
const FORM_BYTES = 3 * MANIFEST_BYTES + 2_000;
const DEFAULT_FILE = "ivoa-execution.yaml";

interface Submission {
  readonly bytes: Uint8Array;
  readonly file: string;
}

/** `GET /check` is the form; `POST /check` takes a manifest, from the form or as a body of its own. */
export function addCheckRoutes(routes: Routes, context: WebContext): void {
  routes.add("/check", {
    get: answer(context, () => checkPage(context, undefined)),
    post: [
      limitRate(context.services.settings.askRate, "checks"),
      express.text({ type: "application/x-www-form-urlencoded", limit: FORM_BYTES }),
      express.json({ limit: FORM_BYTES }),
      express.raw({ type: ["application/yaml", "application/x-yaml", "text/*"], limit: MANIFEST_BYTES }),
      answer(context, (request) => checkPage(context, submissionOf(request))),
    ],
  });
}

function checkPage(context: WebContext, submission: Submission | undefined): Page {
  const { checker } = context.services;
  const checked =
    submission === undefined ? undefined : checker.check(submission.bytes, { file: submission.file });
  const text = submission === undefined ? "" : new TextDecoder("utf-8").decode(submission.bytes);
  return {
    view: "check",
    title: "Check a manifest",
    description: "Paste a manifest and see what is wrong with it, line by line.",
    model: toCheck(checked, text),
    json: toCheckJson(checked),
    personal: submission !== undefined,
  };
}

function submissionOf(request: Request): Submission {
  const body: unknown = request.body;
  const file = fileName(new URLSearchParams(request.url.split("?")[1] ?? "").get("file"));
  if (Buffer.isBuffer(body)) return { bytes: body, file };
  if (typeof body === "string") {
    // A browser sends the lines of a form with CRLF, whatever the author has.
    const text = new URLSearchParams(body).get("text") ?? "";
    return { bytes: bytesOf(text.replaceAll("\r\n", "\n")), file };
  }
  if (typeof body === "object" && body !== null && "text" in body && typeof body.text === "string") {
    const named = "file" in body && typeof body.file === "string" ? fileName(body.file) : file;
    return { bytes: bytesOf(body.text), file: named };
  }
  throw new ExecatError("INVALID_REQUEST", "The request holds no manifest.", {
    hint: 'Send YAML as application/yaml, or JSON as {"text": "…"}.',
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
