import { NEVER_FIRED } from "./never-fired.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules.ts";

const INTRODUCTION = `# Rules for manifests

<!-- Made from src/manifest/rules by \`npm run generate\`. Do not edit. -->

Every finding of \`execat validate\`, of the crawler and of the page "check" names one of these rules.

- **error**: the document cannot be asked for, or its meaning is in doubt. It is not published; the last good version stays.
- **warning**: the document is published with a mark.
- **hint**: it could be better.

Examples show only the sections that matter; what is not shown is sound.
`;

/** `docs/rules.md`, from the table of rules. */
export function renderRules(): string {
  const list = RULES.map(({ id, severity }) => `| [${id}](#${anchor(id)}) | ${severity} |`);
  const table = ["| Rule | Severity |", "| --- | --- |", ...list].join("\n");
  return [INTRODUCTION, table, "", renderNeverFired(), ...RULES.map(renderRule)].join("\n");
}

function renderNeverFired(): string {
  const list = NEVER_FIRED.map((id) => `[${id}](#${anchor(id)})`).join(", ");
  return `Every rule has fired on one of the broken manifests in \`test/fixtures/broken-manifests\`, which were written from slips that people make and not from rules, but for these: ${list}. Tests of their own show that they work.\n`;
}

function renderRule(rule: Rule): string {
  const examples = [example("Instead of", rule.bad), example("write", rule.good)].filter(Boolean).join("\n");
  return `## ${rule.id}\n\n**${rule.severity}.** ${rule.explanation}\n${examples === "" ? "" : `\n${examples}`}`;
}

function example(title: string, text: string | undefined): string {
  if (text === undefined) return "";
  const shown = text
    .trimEnd()
    .replaceAll("\u0000", "\\0")
    .replaceAll("\uFEFF", "\\uFEFF")
    .replaceAll("\r\n", "\\r\\n\n");
  return `${title}\n\n\`\`\`yaml\n${shown}\n\`\`\`\n`;
}

function anchor(id: string): string {
  return id.replaceAll("/", "");
}
