import type { Request } from "express";
import type { WebContext } from "../context.ts";
import type { Page } from "../page.ts";

const NAVIGATION: readonly (readonly [string, string])[] = [
  ["/?q=", "Catalogue"],
  ["/vocabularies", "Vocabularies"],
  ["/sources", "Sources"],
  ["/check", "Check"],
  ["/brokers", "Brokers"],
];

/** The frame around every page. */
export function toLayout(context: WebContext, request: Request, page: Page, body: string): object {
  const { assets, services } = context;
  const home = request.path === "/" && page.view === "home";
  return {
    title: home ? "Execat: find software by what it does" : `${page.title} · Execat`,
    description: page.description ?? null,
    canonical: page.canonical ?? null,
    feedHref: page.feed ?? null,
    jsonHref: `/api/v1${request.originalUrl.replace(/^\/api\/v1/, "")}`,
    stylesheet: assets.href("execat.css"),
    script: assets.href("execat.js"),
    icon: assets.href("icon.svg"),
    refreshSeconds: page.refreshSeconds ?? null,
    jsonLd: page.jsonLd ?? null,
    navigation: NAVIGATION.map(([href, label]) => ({ href, label, current: isCurrent(request, page, href) })),
    search: page.view !== "home" && page.view !== "search",
    rehearsal: services.asks.brokers.some((broker) => broker.rehearsal),
    page: page.view,
    body,
  };
}

function isCurrent(request: Request, page: Page, href: string): boolean {
  if (href.startsWith("/?")) return page.view === "search";
  return request.path === href || request.path.startsWith(`${href}/`);
}
