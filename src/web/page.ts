/** An answer that is a page, and JSON from the same facts. */
export interface Page {
  /** The template's name in `views/pages`. */
  readonly view: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly model: object;
  /** The twin's body; `ok: true` is added. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly status?: number | undefined;
  /** What this reader alone may see is kept by no shared cache. */
  readonly personal?: boolean | undefined;
  /** True when the page's own address holds a secret, which no link on it may repeat. */
  readonly secretAddress?: boolean | undefined;
  /** Seconds after which a page without JavaScript loads itself again. */
  readonly refreshSeconds?: number | undefined;
  /** From `toJsonLd`. */
  readonly jsonLd?: string | undefined;
  /** The path under which this page is known best, when it has several. */
  readonly canonical?: string | undefined;
  /** The path of an Atom feed that tells what changes here. */
  readonly feed?: string | undefined;
}

export interface Redirect {
  readonly status: 301 | 303;
  readonly path: string;
}

export type Answer = Page | Redirect;
