import type { Request, Response } from "express";
import { findTokenText } from "../../catalogue/access-tokens.ts";
import { recordAct } from "../../catalogue/record-act.ts";
import { ExecatError } from "../../errors.ts";
import { audit } from "../access/audit.ts";
import { closeBrowserSession, openBrowserSession } from "../access/browser-session.ts";
import { checkTokenText, recordRefusal } from "../access/check-token.ts";
import { currentReader } from "../access/current-reader.ts";
import { toLocalPath } from "../access/local-path.ts";
import type { WebContext } from "../context.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import { factsOf } from "../middleware/request-facts.ts";
import type { Answer, Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { AUDIT_PAGE, toAudit, toAuditJson } from "../view-models/audit.ts";
import { toSignIn, toSignInJson, type SignInForm } from "../view-models/sign-in.ts";
import { queryOf } from "../parameter.ts";

/**
 * Signing in by a token, signing out, and what was done with it. A link with a token (`/sign-in?token=…`) signs
 * nobody in: its page has a button that does, so that no preview of the link uses it.
 */
export function addAccessRoutes(routes: Routes, context: WebContext): void {
  routes.add("/sign-in", {
    get: answer(context, (request, response) => {
      const query = queryOf(request);
      const form = {
        text: query.get("token") ?? "",
        next: toLocalPath(query.get("next")),
        problem: undefined,
      };
      return signInPage(request, response, form);
    }),
    post: [
      context.attempts,
      ...readForm,
      answer(context, (request, response) => signIn(context, request, response)),
    ],
  });
  routes.add("/sign-out", {
    post: [...readForm, answer(context, (request, response) => signOut(context, request, response))],
  });
  routes.add("/audit", { get: answer(context, (request) => showAudit(context, request)) });
}

function signInPage(request: Request, response: Response, form: SignInForm): Page {
  // The address may hold a token: not even our own files are told of it. With `no-referrer` a form sends no `Origin`.
  response.set("Referrer-Policy", "strict-origin");
  const reader = currentReader(request);
  return {
    view: "sign-in",
    title: "Sign in",
    model: toSignIn(form, reader),
    json: toSignInJson(reader),
    personal: true,
    secretAddress: true,
  };
}

async function signIn(context: WebContext, request: Request, response: Response): Promise<Answer> {
  const { services } = context;
  const fields = formOf(request);
  const next = toLocalPath(fields.get("next"));
  const text = findTokenText(fields.get("token") ?? "");
  const checked = text === undefined ? NO_TOKEN : await checkTokenText(services, text);
  if (checked.ok) {
    await openBrowserSession(services, request, response, checked.token);
    await services.store.access.noteUse(checked.token.id, services.now().toISOString());
    await recordAct(services.store.access, checked.token, { act: "sign-in", subject: "" }, services.now());
    return { status: 303, path: next };
  }
  await recordRefusal(services, request, checked);
  const problem = checked.refusal;
  const page = signInPage(request, response, { text: "", next, problem });
  response.set("WWW-Authenticate", 'Bearer realm="execat"');
  const error = { code: problem.code, message: problem.message, hint: problem.hint ?? null };
  return {
    ...page,
    status: problem.status,
    json: { ok: false, error, requestId: factsOf(request).requestId },
  };
}

const NO_TOKEN = {
  ok: false,
  token: undefined,
  refusal: new ExecatError("UNAUTHENTICATED", "This is no token.", {
    hint: 'A token is "execat_" and 43 characters after it. Paste all of it, or the whole link.',
  }),
} as const;

async function signOut({ services }: WebContext, request: Request, response: Response): Promise<Answer> {
  if (currentReader(request) !== undefined) await audit(services, request, { act: "sign-out", subject: "" });
  await closeBrowserSession(services, request, response);
  return { status: 303, path: toLocalPath(formOf(request).get("next")) };
}

async function showAudit({ services }: WebContext, request: Request): Promise<Page> {
  const before = queryOf(request).get("before") ?? undefined;
  if (before !== undefined && !/^[0-9A-Z]{26}$/.test(before)) {
    throw new ExecatError("INVALID_QUERY", `"${before.slice(0, 40)}" is no place in the audit.`, {
      hint: "Follow the link at the end of a page.",
    });
  }
  const acts = await services.store.access.listActs({ before, limit: AUDIT_PAGE + 1 });
  return {
    view: "audit",
    title: "What was done",
    description: "Who signed in, and what they did.",
    model: toAudit(services, acts, before !== undefined),
    json: toAuditJson(acts),
    personal: true,
  };
}
