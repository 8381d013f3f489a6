import { escapeXml, type SafeSvg } from "./safe-svg.ts";

/** What a badge says; the colour follows from it. */
export type BadgeState = "published" | "findings" | "not-found";

const COLOURS: Readonly<Record<BadgeState, string>> = {
  published: "#2c6340",
  findings: "#8a4b08",
  "not-found": "#5b616d",
};
const LABEL = "Execat";
const PADDING = 8;
const HEIGHT = 20;
/** Widths in the badge's fonts at 11 px, in tenths of a pixel; the text is then set to exactly what they add up to. */
const NARROW = 38;
const WIDE = 104;
const USUAL = 70;

/**
 * Draws a badge for a README, light or dark: its own ground under white letters, and a thin edge. It brings no font,
 * style or script, so that every page may show it as an image.
 */
export function drawBadge(state: BadgeState, words: string): SafeSvg {
  const left = widthOf(LABEL) + 2 * PADDING;
  const right = widthOf(words) + 2 * PADDING;
  const width = left + right;
  const title = escapeXml(`${LABEL}: ${words}`);
  const text = (x: number, word: string): string =>
    `<text x="${x}" y="14" textLength="${widthOf(word)}" lengthAdjust="spacingAndGlyphs">${escapeXml(word)}</text>`;
  return {
    svg: [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${title}">`,
      `<title>${title}</title>`,
      `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
      `<g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#333944"/><rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLOURS[state]}"/></g>`,
      `<rect x=".5" y=".5" width="${width - 1}" height="${HEIGHT - 1}" rx="3.5" fill="none" stroke="#fff" stroke-opacity=".22"/>`,
      `<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">`,
      text(PADDING, LABEL),
      text(left + PADDING, words),
      "</g></svg>",
    ].join(""),
  };
}

function widthOf(text: string): number {
  let tenths = 0;
  for (const letter of text) {
    if ("fijlrt .,:;|!'".includes(letter)) tenths += NARROW;
    else tenths += "mwMW".includes(letter) ? WIDE : USUAL;
  }
  return Math.ceil(tenths / 10);
}
