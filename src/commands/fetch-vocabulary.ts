import { ExecatError } from "../errors.ts";
import type { HttpClient } from "../http/http-client.ts";
import { MOST_IMPORT_BYTES } from "../vocabulary/import/import-vocabulary.ts";

const TIMEOUT_MS = 60_000;
const MOST_REDIRECTS = 5;
const ACCEPT = [
  "text/turtle",
  "application/n-triples;q=0.9",
  "application/rdf+xml;q=0.9",
  "application/ld+json;q=0.8",
  "application/x-desise+json;q=0.7",
  "*/*;q=0.1",
].join(", ");

/**
 * The bytes at an https address. Redirects are followed, at most five and never away from https: URIs of vocabularies
 * often lead on to the file.
 *
 * Throws `FORBIDDEN` for another kind of address, `UPSTREAM_FAILED` when it answers something else, and what
 * `HttpClient` throws.
 */
export async function fetchVocabulary(
  http: HttpClient,
  from: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let address = from;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    refuseAddress(address);
    const { status, headers, body } = await http.request(address, {
      headers: { accept: ACCEPT },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_IMPORT_BYTES,
      encoding: "latin1",
      signal,
    });
    if (status === 200) return Buffer.from(body, "latin1");
    const location = headers.get("location");
    if (status < 300 || status > 399 || location === undefined || !URL.canParse(location, address)) {
      throw new ExecatError("UPSTREAM_FAILED", `"${address}" answers ${status} instead of a vocabulary.`, {
        hint: "Look at the address in a browser, or download the file and name that.",
      });
    }
    address = new URL(location, address).href;
  }
  throw new ExecatError("UPSTREAM_FAILED", `"${from}" redirects more than ${MOST_REDIRECTS} times.`, {
    hint: "Look in a browser where it leads, and name that address.",
  });
}

function refuseAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "https:" && url.username === "" && url.password === "") return;
  // What stands before an @ may be a password, and is not repeated.
  const shown = address.replace(/\/\/[^/]*@/u, "//…@");
  throw new ExecatError("FORBIDDEN", `"${shown}" is not an https address without an account.`, {
    hint: "Vocabularies are fetched by https only; anything else is downloaded first and named as a file.",
  });
}
