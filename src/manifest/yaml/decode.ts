import type { Finding } from "../finding.ts";

/** Bytes that a file may have at most. */
export const MAX_BYTES = 1_000_000;

export interface Decoded {
  /** Absent when the bytes cannot be read as text. */
  readonly text: string | undefined;
  /** Findings about the file as a whole, all at its start. */
  readonly findings: readonly Finding[];
}

/** Reads bytes as UTF-8 text. Says what is in the way when they are something else, empty or too many. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_BYTES) {
    return refuse(
      "file/too-large",
      "The file has more than 1,000,000 bytes, which is the limit.",
      "Keep data out of the manifest and point to it instead.",
    );
  }
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined) {
    return refuse("file/encoding", `The file is ${encoding}, not UTF-8.`, "Save it as UTF-8.");
  }
  if (bytes.includes(0)) {
    return refuse(
      "file/encoding",
      "The file holds a NUL byte, so it is not text in UTF-8.",
      "Save it as UTF-8 without NUL characters.",
    );
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse(
      "file/encoding",
      "The file is not UTF-8; it may be Latin-1 or Windows-1252.",
      "Save it as UTF-8.",
    );
  }
  if (isEmpty(text)) {
    return refuse("file/empty", "The file is empty.", "Describe the executable in it, or remove the file.");
  }
  return { text, findings: [...markFindings(hasMark), ...lineEndFindings(text)] };
}

function* markFindings(hasMark: boolean): Generator<Finding> {
  if (!hasMark) return;
  yield {
    rule: "file/byte-order-mark",
    severity: "hint",
    pointer: "",
    sentence: "The file begins with a byte order mark.",
    hint: "Save it as UTF-8 without one, as `execat validate --fix` does; some readers stumble over it.",
  };
}

function* lineEndFindings(text: string): Generator<Finding> {
  if (!text.includes("\r\n")) return;
  yield {
    rule: "file/crlf",
    severity: "hint",
    pointer: "",
    sentence: "Lines end in CR LF.",
    hint: "Save the file with LF line ends, as `execat validate --fix` does.",
  };
}

function foreignEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  return undefined;
}

/** True for a file of nothing but space, comments and document marks. */
function isEmpty(text: string): boolean {
  for (let start = 0; start <= text.length;) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    if (!/^\s*(?:#.*|---\s*|\.\.\.\s*)?$/u.test(text.slice(start, end))) return false;
    start = end + 1;
  }
  return true;
}

function refuse(rule: string, sentence: string, hint: string): Decoded {
  return { text: undefined, findings: [{ rule, severity: "error", pointer: "", sentence, hint }] };
}
