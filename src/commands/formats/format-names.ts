/** What `execat validate --format` takes. A file of its own, so that the command line loads nothing else for it. */
export const FORMAT_NAMES = ["pretty", "json", "sarif", "github", "gitlab"] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
