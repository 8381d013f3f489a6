import type { Request } from "express";
import { currentReader } from "../access/current-reader.ts";
import { signInHref } from "../access/local-path.ts";
import { mayDo } from "../access/permissions.ts";
import type { WebContext } from "../context.ts";
import type { Page } from "../page.ts";

const NAVIGATION: readonly (readonly [string, string])[] = [
  ["/?q=", "Catalogue"],
  ["/vocabularies", "Vocabularies"],
  ["/sources", "Sources"],
  ["/check", "Check"],
  ["/brokers", "Brokers"],
];
/** In the navigation once there is one. */
const COLLECTIONS: readonly [string, string] = ["/collections", "Collections"];
const CURATION: readonly [string, string] = ["/curation", "Curation"];

/** The frame around every page. */
export function toLayout(context: WebContext, request: Request, page: Page, body: string): object {
  const { assets, services } = context;
  const home = request.path === "/" && page.view === "home";
  const reader = currentReader(request);
  const curates = mayDo(reader, "curator");
  const navigation = [
    ...NAVIGATION,
    ...(services.curation.current.collections.size > 0 ? [COLLECTIONS] : []),
    ...(curates ? [CURATION] : []),
  ];
  return {
    title: home ? "Execat: find software by what it does" : `${page.title} · Execat`,
    description: page.description ?? null,
    canonical: page.canonical ?? null,
    feedHref: page.feed ?? null,
    jsonHref: `/api/v1${address(request, page).replace(/^\/api\/v1/, "")}`,
    stylesheet: assets.href("execat.css"),
    script: assets.href("execat.js"),
    icon: assets.href("icon.svg"),
    refreshSeconds: page.refreshSeconds ?? null,
    jsonLd: page.jsonLd ?? null,
    reader: reader === undefined ? null : { name: reader.name, role: reader.role, audit: curates },
    signInHref: signInHref(request.method === "GET" ? address(request, page) : "/"),
    navigation: navigation.map(([href, label]) => ({ href, label, current: isCurrent(request, page, href) })),
    search: page.view !== "home" && page.view !== "search",
    rehearsal: services.asks.brokers.some((broker) => broker.rehearsal),
    page: page.view,
    body,
  };
}

function address(request: Request, page: Page): string {
  return page.secretAddress === true ? request.path : request.originalUrl;
}

function isCurrent(request: Request, page: Page, href: string): boolean {
  if (href.startsWith("/?")) return page.view === "search";
  return request.path === href || request.path.startsWith(`${href}/`);
}
