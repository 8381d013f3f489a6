import type { Operation } from "./operation.ts";

/** Signing in, and what was done. */
export const ACCESS_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    route: "/sign-in",
    summary: "Who has signed in. A token in the address signs nobody in.",
    answer: "SignIn",
    errors: [401, 429],
  },
  {
    method: "post",
    route: "/sign-in",
    summary:
      "Opens a session for a browser: the field `token`. Programs send the token with each request instead.",
    answer: undefined,
    redirect: "`next`",
    body: "form",
    errors: [401, 403, 413, 415, 429],
  },
  {
    method: "post",
    route: "/sign-out",
    summary: "Ends the session of the cookie.",
    answer: undefined,
    redirect: "`next`",
    body: "form",
    errors: [403, 413, 415],
  },
  {
    method: "get",
    route: "/audit",
    summary: "What was done with more than a reader's rights, the newest first.",
    answer: "Audit",
    query: [["before", "The id of the last act of the page before."]],
    errors: [400, 401, 403],
  },
  {
    method: "post",
    route: "/entries/*path/layers/:layer/confirm",
    summary: "Confirms that a document, by its program's id, is a layer of what it names.",
    answer: undefined,
    redirect: "/entries/{path}",
    errors: [401, 403, 404, 409],
  },
  {
    method: "post",
    route: "/entries/*path/layers/:layer/refuse",
    summary: "Says that it is none.",
    answer: undefined,
    redirect: "/entries/{path}",
    errors: [401, 403, 404, 409],
  },
];
