/** What may come next: a value, a key, what follows a key, what follows a value. */
type Wanted = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma";

const TOKEN =
  /[\t\n\r ]*(?:([[\]{}:,])|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

/**
 * Where a text stops being JSON; `undefined` when it does not, or cannot be told. The engine's own message names no
 * place in every version of it.
 */
export function findJsonFault(text: string): number | undefined {
  const open: ("{" | "[")[] = [];
  let wanted: Wanted | "nothing" = "value";
  TOKEN.lastIndex = 0;
  for (let at = 0; ; at = TOKEN.lastIndex) {
    const rest = text.slice(at, at + 1000);
    const start = at + (rest.length - rest.trimStart().length);
    let found: RegExpExecArray | null;
    try {
      found = TOKEN.exec(text);
    } catch {
      // A text of many megabytes is too long for the expression's stack.
      return start;
    }
    if (found === null) return start >= text.length && wanted === "nothing" ? undefined : start;
    const token = found[1] ?? (found[0].trim().startsWith('"') ? "text" : "literal");
    const next = step(token, wanted, open);
    if (next === undefined) return start;
    wanted = next;
  }
}

/** What may follow a token; nothing may when the token itself was not what was wanted. */
function step(
  token: string,
  wanted: Wanted | "nothing",
  open: ("{" | "[")[],
): Wanted | "nothing" | undefined {
  const ended = (): Wanted | "nothing" => (open.length === 0 ? "nothing" : "comma");
  const value = wanted === "value" || wanted === "value-or-end";
  if (token === "{" || token === "[") {
    if (!value) return undefined;
    open.push(token);
    return token === "{" ? "key-or-end" : "value-or-end";
  }
  if (token === "}" || token === "]") {
    const fits = open.at(-1) === (token === "}" ? "{" : "[");
    if (!fits || !["comma", token === "}" ? "key-or-end" : "value-or-end"].includes(wanted)) return undefined;
    open.pop();
    return ended();
  }
  if (token === ":") return wanted === "colon" ? "value" : undefined;
  if (token === ",") {
    if (wanted !== "comma") return undefined;
    return open.at(-1) === "{" ? "key" : "value";
  }
  if (token === "text" && (wanted === "key" || wanted === "key-or-end")) return "colon";
  return value ? ended() : undefined;
}
