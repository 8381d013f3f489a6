import type { ForgeSetting } from "./settings.ts";

const KEYS = [
  "kind",
  "url",
  "tokenFile",
  "webhookSecretFile",
  "appId",
  "appKeyFile",
  "share",
  "report",
] as const;

/** Reads one forge of the setting `forges`; a text says what it should have been. */
export function readForge(item: unknown): ForgeSetting | string {
  if (typeof item !== "object" || item === null) return "a list of {kind, url}";
  const fields = new Map<string, unknown>(Object.entries(item));
  for (const key of fields.keys()) {
    if (!KEYS.some((known) => known === key)) return `a list of forges with the keys ${KEYS.join(", ")}`;
  }
  const text = (key: (typeof KEYS)[number]): string | undefined => {
    const value = fields.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [kind, url] = [text("kind"), text("url")];
  if (kind !== "github" && kind !== "gitlab")
    return 'a list of forges, each with a kind "github" or "gitlab"';
  if (url === undefined || !/^https?:\/\/[^?#]+$/.test(url) || !URL.canParse(url))
    return "a list in which every forge has an http(s) url";
  const share = fields.get("share") ?? 0.8;
  if (typeof share !== "number" || share <= 0 || share > 1)
    return `a list in which "${url}" has a share above 0 and at most 1`;
  const report = fields.get("report") ?? false;
  if (typeof report !== "boolean") return `a list in which "${url}" has report: true or false`;
  const [appId, appKeyFile] = [text("appId"), text("appKeyFile")];
  if ((appId === undefined) !== (appKeyFile === undefined))
    return `a list in which "${url}" has both appId and appKeyFile, or neither`;
  return {
    kind,
    url: url.replace(/\/+$/, ""),
    tokenFile: text("tokenFile"),
    webhookSecretFile: text("webhookSecretFile"),
    app: appId === undefined || appKeyFile === undefined ? undefined : { id: appId, keyFile: appKeyFile },
    share,
    report,
  };
}
