import type { Request, Response } from "express";
import { stringify } from "yaml";
import type { JsonObject } from "../json-value.ts";
import type { BadPart } from "./findings.ts";

export type Format = "json" | "yaml";

const YAML_TYPES = ["application/yaml", "text/yaml", "application/x-yaml"];
const TYPES = ["application/json", ...YAML_TYPES];

/** The format that a client takes: JSON unless it prefers YAML; `undefined` when it takes neither. */
export function wantedFormat(request: Request): Format | undefined {
  const type = request.accepts(TYPES);
  if (type === false) return undefined;
  return YAML_TYPES.includes(type) ? "yaml" : "json";
}

/** True when a client would rather have a page, as browsers say they do. */
export function wantsPage(request: Request): boolean {
  return request.accepts([...TYPES, "text/html"]) === "text/html";
}

/** The format of a body; `undefined` when its `Content-Type` is missing or none of ours. */
export function bodyFormat(request: Request): Format | undefined {
  const header = (request.get("content-type") ?? "").toLowerCase();
  const [type, ...parameters] = header.split(";").map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return undefined;
  if (type === "application/json") return "json";
  return type !== undefined && YAML_TYPES.includes(type) ? "yaml" : undefined;
}

/** Writes an answer in the format that the client takes. */
export function send(request: Request, response: Response, status: number, body: JsonObject): void {
  const format = wantedFormat(request) ?? "json";
  response.status(status).set("Cache-Control", "no-store").vary("Accept");
  if (format === "json") {
    response.type("application/json").send(JSON.stringify(body));
  } else {
    // Quoted where YAML 1.1 readers, as in the Java brokers, would take YES for true.
    response.type("application/yaml").send(stringify(body, { version: "1.1", aliasDuplicateObjects: false }));
  }
}

const STATUS_TEXT: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [413, "Payload Too Large"],
  [415, "Unsupported Media Type"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
]);

export interface Failure {
  readonly status: number;
  readonly message: string;
  readonly problems?: readonly BadPart[] | undefined;
  readonly messages?: readonly JsonObject[] | undefined;
}

/** Writes a failure: the four fields that brokers of dialect D send, and the reason, which they leave out. */
export function sendFailure(request: Request, response: Response, failure: Failure, now: Date): void {
  const { status, message, problems, messages } = failure;
  send(request, response, status, {
    timestamp: now.toISOString(),
    status,
    error: STATUS_TEXT.get(status) ?? "Error",
    path: request.originalUrl.split("?", 1)[0] ?? "",
    message,
    ...(problems === undefined ? {} : { problems }),
    ...(messages === undefined ? {} : { messages }),
  });
}
