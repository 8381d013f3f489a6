import { simpleGit } from "simple-git";
import { ExecatError } from "../../../src/errors.ts";
import { createSession, type Session } from "./git-session.ts";

/** What every call of git has in common. */
export interface GitSettings {
  /** A folder that exists, outside of any repository's working tree that matters; git starts there. */
  readonly workingDir: string;
  /** A file of git's settings that stands in for the user's. */
  readonly globalConfig: string;
  /** The script, in `workingDir`, that starts git within the system's limits. */
  readonly launcher: string;
  /** PATH, SSH_AUTH_SOCK and the like; nothing else of our own environment reaches git. */
  readonly environment: Readonly<Record<string, string>>;
  /** Deadline of one call. */
  readonly timeoutMs: number;
  /** What one fetch may bring. */
  readonly maxBytes: number;
}

export interface GitCall {
  readonly args: readonly string[];
  /** The repository that the call works in; absent for a question to a remote one. */
  readonly gitDir?: string | undefined;
  /** The one protocol that may be spoken; none when absent. */
  readonly protocol?: string | undefined;
  readonly config?: readonly string[] | undefined;
  readonly sshCommand?: string | undefined;
  /** Settings that no list of processes may show. */
  readonly secretConfig?: readonly SecretConfig[] | undefined;
  readonly input?: string | undefined;
  /** Without the launcher and its limits: for a question to a repository on this machine, which should cost little. */
  readonly direct?: boolean | undefined;
  readonly signal: AbortSignal;
  /** More output than this fails the call with `TOO_LARGE`. */
  readonly maxBytes: number;
  /** Gets the output as it comes, of which nothing is kept then. What it throws ends the call. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined;
  /** Watches over the call while it runs, may end it, and returns what stops the watching. */
  readonly watch?: ((end: (error: Error) => void) => () => void) | undefined;
}

/** A setting in git's environment; `hidden` are the texts that must not show up in any message. */
export interface SecretConfig {
  readonly key: string;
  readonly value: string;
  readonly hidden: readonly string[];
}

/** A call that git itself ended with an error; `message` is what it wrote. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
}

/** What a server has said besides is a few lines; a flood of it is an attack. */
const MAX_TOLD_BYTES = 1_000_000;
const NO_GIT = /^spawn .*ENOENT|failed to run command .git.|exec: git: not found/m;
/** How long the processes that were killed may take to be gone. */
const DYING_MS = 1_000;

/**
 * Runs git once. Fails with `GitFailure` when git says no, `UPSTREAM_TIMEOUT` after the deadline, `TOO_LARGE`,
 * `UPSTREAM_FAILED` when there is no git, and with the signal's reason when that aborted.
 */
export async function runGit(settings: GitSettings, call: GitCall): Promise<Buffer> {
  call.signal.throwIfAborted();
  const stop = new AbortController();
  const session = createSession();
  let reason: Error | undefined;
  const end = (error: Error): void => {
    reason ??= error;
    stop.abort();
    session.kill();
  };
  const onAbort = (): void => end(toError(call.signal.reason));
  const timer = setTimeout(() => end(timedOut(call, settings.timeoutMs)), settings.timeoutMs);
  const unwatch = call.watch?.(end);
  call.signal.addEventListener("abort", onAbort);
  try {
    const output = await Promise.race([
      spawn(settings, call, { abort: stop.signal, end, session }),
      afterAbort(stop.signal),
    ]);
    if (reason !== undefined) throw reason;
    return output;
  } catch (error) {
    throw reason ?? toFailure(error, call);
  } finally {
    clearTimeout(timer);
    unwatch?.();
    session.close();
    call.signal.removeEventListener("abort", onAbort);
  }
}

interface Running {
  readonly abort: AbortSignal;
  readonly end: (error: Error) => void;
  readonly session: Session;
}

function spawn(settings: GitSettings, call: GitCall, { abort, end, session }: Running): Promise<Buffer> {
  const env = environmentOf(settings, call);
  const git = simpleGit({
    baseDir: settings.workingDir,
    abort,
    binary: call.direct === true ? "git" : ["sh", settings.launcher],
    config: [...(call.config ?? [])],
    allowEnvironment: Object.keys(env),
    // What we set ourselves, in `environmentOf`; everything else stays forbidden.
    unsafe: {
      allowUnsafeSshCommand: call.sshCommand !== undefined,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: call.secretConfig !== undefined,
    },
    // Without these a killed git, or one whose last output is still under way, would pass for a success.
    completion: { onClose: true, onExit: false },
    errors: (error, result) =>
      error ?? (result.exitCode === 0 ? undefined : new Error(`git ended with ${String(result.exitCode)}`)),
    ...(call.input === undefined ? {} : { input: () => call.input }),
  }).env(env);
  git.outputHandler((_command, stdout, stderr) => {
    session.listen(stderr);
    if (call.onOutput !== undefined) passOn(stdout, call.onOutput, end);
    countBytes(stdout, call.maxBytes, () => end(tooMuch(call)));
    countBytes(stderr, MAX_TOLD_BYTES, () => end(toldTooMuch()));
  });
  if (call.args[0] === "cat-file") return git.binaryCatFile(call.args.slice(1));
  return git.raw([...call.args]).then((text) => Buffer.from(text));
}

function countBytes(stream: NodeJS.ReadableStream, most: number, onMore: () => void): void {
  let received = 0;
  stream.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > most) onMore();
  });
}

/** In place of simple-git's own listener, which would keep everything. */
function passOn(
  stdout: NodeJS.ReadableStream,
  onOutput: (chunk: Buffer) => void,
  end: (error: Error) => void,
): void {
  stdout.removeAllListeners("data");
  let ended = false;
  stdout.on("data", (chunk: Buffer) => {
    if (ended) return;
    try {
      onOutput(chunk);
    } catch (error) {
      ended = true;
      end(toError(error));
    }
  });
}

function environmentOf(settings: GitSettings, call: GitCall): Record<string, string> {
  return {
    ...settings.environment,
    LC_ALL: "C",
    // Neither `.netrc` nor anything else of the account; ssh takes its folder from elsewhere.
    HOME: settings.workingDir,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: settings.globalConfig,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: call.protocol ?? "none",
    // A folder that does not exist keeps git from finding some repository around us and its settings.
    GIT_DIR: call.gitDir ?? "/nonexistent",
    // A commit is what its author wrote, not what somebody put in its place later.
    GIT_NO_REPLACE_OBJECTS: "1",
    // Reading must never call a server by itself, object by object.
    GIT_NO_LAZY_FETCH: "1",
    ...(call.sshCommand === undefined ? {} : { GIT_SSH_COMMAND: call.sshCommand, GIT_SSH_VARIANT: "ssh" }),
    ...secretEnvironment(call.secretConfig ?? []),
  };
}

function secretEnvironment(secrets: readonly SecretConfig[]): Record<string, string> {
  if (secrets.length === 0) return {};
  const pairs = secrets.flatMap(({ key, value }, at) => [
    [`GIT_CONFIG_KEY_${String(at)}`, key] as const,
    [`GIT_CONFIG_VALUE_${String(at)}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(secrets.length), ...Object.fromEntries(pairs) };
}

/** The abort kills git; this answers even if git should not die of it. */
function afterAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => setTimeout(() => reject(new Error("aborted")), DYING_MS).unref());
  });
}

function timedOut(call: GitCall, timeoutMs: number): ExecatError {
  return new ExecatError(
    "UPSTREAM_TIMEOUT",
    `git ${call.args[0] ?? ""} had no answer within ${String(timeoutMs / 1000)} s.`,
    { hint: "It is tried again later; EXECAT_GIT_TIMEOUT_SECONDS sets the deadline." },
  );
}

function tooMuch(call: GitCall): ExecatError {
  return new ExecatError(
    "TOO_LARGE",
    `The repository is too large: git ${call.args[0] ?? ""} gave more than ${String(call.maxBytes)} bytes.`,
    { hint: "Keep the manifest in a smaller repository of its own." },
  );
}

function toldTooMuch(): ExecatError {
  return new ExecatError(
    "TOO_LARGE",
    `The server sent more than ${String(MAX_TOLD_BYTES)} bytes of messages beside the repository.`,
    { hint: "Ask who runs the server; it is tried again later." },
  );
}

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

function toFailure(error: unknown, call: GitCall): Error {
  if (error instanceof ExecatError) return error;
  let message = toError(error).message.replace(/^session \d+\n?/, "");
  if (NO_GIT.test(message)) {
    // Not ENGINE_UNAVAILABLE: folders can be crawled without git.
    return new ExecatError("UPSTREAM_FAILED", 'The program "git" was not found.', {
      hint: "Install git 2.39 or newer, or put it on the PATH.",
    });
  }
  for (const { hidden } of call.secretConfig ?? []) {
    for (const text of hidden) message = message.replaceAll(text, "(hidden)");
  }
  return new GitFailure(message.trim());
}
