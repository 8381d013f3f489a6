import type { BrokerSetting } from "./settings.ts";

const KEYS = ["id", "label", "url", "username", "passwordFile", "timeoutMs", "dialect"];

/** Reads one broker of the setting `brokers`; a text says what it should have been. */
export function readBroker(item: unknown): BrokerSetting | string {
  if (typeof item !== "object" || item === null) return "a list of {id, label, url}";
  const fields = new Map<string, unknown>(Object.entries(item));
  for (const key of fields.keys())
    if (!KEYS.includes(key)) return `a list of brokers with the keys ${KEYS.join(", ")}`;
  const text = (key: string): string | undefined => {
    const value = fields.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [id, url] = [text("id"), text("url")];
  if (id === undefined || !/^[a-z0-9-]{1,64}$/.test(id))
    return "a list of brokers, each with an id of a-z, 0-9 and -";
  if (id === "embedded") return 'a list without the id "embedded", which is our own broker\'s';
  if (url === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url))
    return `a list in which "${id}" has an http(s) url`;
  const timeoutMs = fields.get("timeoutMs") ?? 20_000;
  if (typeof timeoutMs !== "number" || timeoutMs < 100)
    return `a list in which "${id}" has a timeoutMs of at least 100`;
  const dialect = fields.get("dialect") ?? "detect";
  if (dialect !== "C" && dialect !== "D" && dialect !== "detect")
    return `a list in which "${id}" has one of C, D and detect as its dialect`;
  return {
    id,
    label: text("label") ?? id,
    url: url.replace(/\/+$/, ""),
    username: text("username"),
    passwordFile: text("passwordFile"),
    timeoutMs,
    dialect,
  };
}
