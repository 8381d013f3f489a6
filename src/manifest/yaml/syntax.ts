import type { ErrorCode, YAMLError } from "yaml";
import type { Finding } from "../finding.ts";

interface Explanation {
  readonly sentence: string;
  readonly hint?: string;
}

/**
 * What the parser's codes mean. Its own messages are not passed on: they quote the text, and a secret may
 * stand in it.
 */
const EXPLANATIONS = new Map<ErrorCode, Explanation>([
  ["ALIAS_PROPS", { sentence: "An alias cannot have an anchor or a tag." }],
  ["BAD_ALIAS", { sentence: "An anchor or alias has no name, or one that is not allowed." }],
  [
    "BAD_DIRECTIVE",
    { sentence: "A line that begins with % is not a directive that YAML knows.", hint: "Remove the line." },
  ],
  [
    "BAD_DQ_ESCAPE",
    {
      sentence: "A backslash in double quotes begins no escape that YAML knows.",
      hint: "Double the backslash, or use single quotes.",
    },
  ],
  [
    "BAD_INDENT",
    {
      sentence: "The indentation does not fit the lines around it.",
      hint: "Give keys of one map the same number of spaces.",
    },
  ],
  ["BAD_PROP_ORDER", { sentence: "An anchor or tag stands before the sign that it should follow." }],
  [
    "BAD_SCALAR_START",
    { sentence: "A plain value cannot begin with this character.", hint: "Put the value in quotes." },
  ],
  [
    "BLOCK_AS_IMPLICIT_KEY",
    {
      sentence: "A second key stands on the same line.",
      hint: "Begin a new line, or put the value in quotes when the colon belongs to it.",
    },
  ],
  ["BLOCK_IN_FLOW", { sentence: "A block of lines stands inside brackets or braces." }],
  ["KEY_OVER_1024_CHARS", { sentence: "A key is longer than 1,024 characters." }],
  [
    "MISSING_CHAR",
    {
      sentence: "A sign is missing here: a quote, bracket, brace, comma, colon or space.",
      hint: "Look for the quote or bracket that was not closed above.",
    },
  ],
  [
    "MULTILINE_IMPLICIT_KEY",
    {
      sentence: "A key runs over several lines.",
      hint: "A colon is missing after a key, or a text needs quotes.",
    },
  ],
  ["MULTIPLE_ANCHORS", { sentence: "A value has two anchors." }],
  ["MULTIPLE_TAGS", { sentence: "A value has two tags." }],
  [
    "TAB_AS_INDENT",
    { sentence: "A tab is used for indentation; YAML takes spaces only.", hint: "Replace tabs by spaces." },
  ],
  [
    "UNEXPECTED_TOKEN",
    { sentence: "Something stands here that does not belong.", hint: "Look at the line above as well." },
  ],
]);

const TAG: Finding = {
  rule: "yaml/tag",
  severity: "warning",
  pointer: "",
  sentence: "A tag (`!…`) is not known; the value is read as if it were not there.",
  hint: "Remove the tag.",
};

const DIRECTIVE: Finding = {
  rule: "yaml/tag",
  severity: "warning",
  pointer: "",
  sentence: "A line that begins with % is an instruction to the parser that is not known.",
  hint: "Remove the line, or begin it with # when it is a comment.",
};

/** A finding in plain words for an error or a warning of the YAML parser. */
export function explainSyntax(error: YAMLError): Finding {
  if (error.name === "YAMLWarning") return error.code === "BAD_DIRECTIVE" ? DIRECTIVE : TAG;
  if (error.code === "TAG_RESOLVE_FAILED") return { ...TAG, severity: "error" };
  const { sentence, hint } = explainBrackets(error) ??
    EXPLANATIONS.get(error.code) ?? {
      sentence: "This is not YAML.",
      hint: "Look for an unclosed quote or bracket, and at the indentation.",
    };
  return {
    rule: "yaml/syntax",
    severity: "error",
    pointer: "",
    sentence: `Not readable as YAML: ${lowerFirst(sentence)}`,
    hint,
  };
}

/** What is missing inside brackets and braces, which the parser's code alone does not say. */
function explainBrackets({ code, message }: YAMLError): Explanation | undefined {
  if (code === "MISSING_CHAR" && message.startsWith("Missing , ")) {
    return {
      sentence: "A comma or a colon is missing before this.",
      hint: "Put a comma between items, a colon behind a key.",
    };
  }
  if (code !== "MULTILINE_IMPLICIT_KEY" || !message.startsWith("Implicit keys of flow")) return undefined;
  return { sentence: "A comma is missing at the end of the line.", hint: "Put a comma between items." };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
