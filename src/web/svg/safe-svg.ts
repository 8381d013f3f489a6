/** SVG that was made here from numbers and our own words, and may be printed as it is. */
export interface SafeSvg {
  readonly svg: string;
}

/** A text as it stands in SVG, between tags and in attributes. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
