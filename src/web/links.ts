/** The address of an entry's page. Its path comes from strangers, so each part is encoded. */
export function entryHref(path: string): string {
  return `/entries/${encodePath(path)}`;
}

export function repositoryHref(id: string): string {
  return `/repositories/${encodeURIComponent(id)}`;
}

export function collectionHref(id: string): string {
  return `/collections/${encodeURIComponent(id)}`;
}

export function conceptHref(scheme: string, id: string): string {
  return `/vocabularies/${encodeURIComponent(scheme)}/${encodeURIComponent(id)}`;
}

/** A rule's id has a slash in it, for instance `image/digest-missing`. */
export function ruleHref(id: string): string {
  return `/rules/${encodePath(id)}`;
}

/** The page of a facet's values, under a search. */
export function facetHref(key: string, parameters: URLSearchParams = new URLSearchParams()): string {
  const path = `/facets/${encodeURIComponent(key)}`;
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

/** The address of a search. An empty search needs a parameter too: the bare address is the home page. */
export function searchHref(parameters: URLSearchParams): string {
  return parameters.size === 0 ? "/?q=" : `/?${parameters.toString()}`;
}

/**
 * A link that comes from crawled text, when it may be followed; `null` else.
 * Only http, https and mailto: `javascript:` and its like are shown as text.
 */
export function safeHref(text: string | undefined): string | null {
  if (text === undefined || text.length > 2000) return null;
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  const allowed = url.protocol === "https:" || url.protocol === "http:" || url.protocol === "mailto:";
  return allowed && url.username === "" && url.password === "" ? url.href : null;
}

/** `@`, `:`, `~` and `+` may stand in a path and read better so. */
function encodePath(path: string): string {
  return path
    .split("/")
    .map((part) =>
      encodeURIComponent(part).replaceAll("%40", "@").replaceAll("%3A", ":").replaceAll("%2B", "+"),
    )
    .join("/");
}
