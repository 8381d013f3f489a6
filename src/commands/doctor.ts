import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SETTINGS, type SettingDefinition, type Settings } from "../config/settings.ts";
import type { CommandOutput, ExitCode } from "./command-context.ts";

/** What the doctor looked at: fine, or what is wrong and what to do. */
export interface Finding {
  readonly part: string;
  readonly state: "ok" | "note" | "problem";
  readonly text: string;
  readonly hint?: string | undefined;
}

const MARKS = { ok: "ok     ", note: "note   ", problem: "PROBLEM" } as const;

/** Prints findings, one a line with its hint below. 1 when any is a problem. */
export function printFindings(findings: readonly Finding[], output: CommandOutput): ExitCode {
  for (const finding of findings) {
    output.write(`${MARKS[finding.state]} ${finding.part}: ${finding.text}`);
    if (finding.hint !== undefined) output.write(`        ${finding.hint}`);
  }
  const problems = findings.filter((finding) => finding.state === "problem").length;
  output.write(problems === 0 ? "All is well." : `${problems} ${problems === 1 ? "problem" : "problems"}.`);
  return problems === 0 ? 0 : 1;
}

/** The settings that are not at their defaults; a secret only as set. */
export function describeSettings(settings: Settings): Finding {
  const changed = (Object.entries(SETTINGS) as [keyof Settings, SettingDefinition][])
    .filter(([key, definition]) => JSON.stringify(settings[key]) !== JSON.stringify(definition.default))
    .map(
      ([key, definition]) => `${key} ${definition.secret === true ? "set" : JSON.stringify(settings[key])}`,
    );
  return {
    part: "settings",
    state: "ok",
    text: changed.length === 0 ? "all at their defaults" : changed.join(", "),
  };
}

/** git is what sources are read with; 2.37 is the first that can pin an address (`http.curloptResolve`). */
export async function checkGit(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)("git", ["--version"], { timeout: 10_000 });
    const version = /(\d+)\.(\d+)/.exec(stdout);
    const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
    if (major > 2 || (major === 2 && minor >= 37)) return { part: "git", state: "ok", text: stdout.trim() };
    return {
      part: "git",
      state: "problem",
      text: `${stdout.trim()} is too old.`,
      hint: "Install git 2.37 or newer.",
    };
  } catch {
    return {
      part: "git",
      state: "problem",
      text: "git cannot be run.",
      hint: "Install git and put it on the PATH.",
    };
  }
}
