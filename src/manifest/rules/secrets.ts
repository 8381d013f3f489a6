/** Forms that only secrets have: keys of clouds and forges, private keys, signed tokens, passwords in URLs. */
const FORMS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/u,
  /\bgh[pousr]_[A-Za-z0-9]{36,}/u,
  /\bgithub_pat_\w{22,}/u,
  /\bglpat-[\w-]{20,}/u,
  /\bxox[abprs]-[\w-]{10,}/u,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/u,
  // From the first `eyJ` of a word: read from each, a word full of them would take as many times as long.
  /(?<![\w-])(?=([\w-]*?\beyJ))\1[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/u,
  // A scheme has a bound: without one a long word would be read from each of its letters to its end.
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@]*:[^/\s@]+@/iu,
];

/** Last words of a variable's name that promise a secret. */
const NAMES =
  /(?:^|[_-])(?:PASS|PASSWD|PASSWORD|PASSPHRASE|PWD_?SECRET|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/iu;

/** Values that only hold the place of a secret. */
const STANDINS =
  /^(?:|true|false|none|null|\d{1,3}|\$\{?\w+\}?|\$\(.*\)|<.*>|\{.*\}|x+|\*+|change[_-]?me|your[_ -].*|todo)$/iu;

/** True for a value that has the form of a secret. */
export function looksSecret(value: string): boolean {
  const part = value.slice(0, 10_000);
  return FORMS.some((form) => form.test(part));
}

/** True for a variable that is named like a secret and has a value of its own. */
export function nameLooksSecret(name: string, value: string): boolean {
  return NAMES.test(name.slice(0, 200)) && !STANDINS.test(value.trim().slice(0, 200));
}
