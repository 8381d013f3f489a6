import { simpleGit } from "simple-git";
import { ExecatError } from "../../../src/errors.ts";

/** What every call of git has in common. */
export interface GitSettings {
  /** A folder that exists, outside of any repository's working tree that matters; git starts there. */
  readonly workingDir: string;
  /** A file of git's settings that stands in for the user's. */
  readonly globalConfig: string;
  /** PATH, HOME, SSH_AUTH_SOCK and the like; nothing else of our own environment reaches git. */
  readonly environment: Readonly<Record<string, string>>;
  /** Deadline of one call. */
  readonly timeoutMs: number;
}

export interface GitCall {
  readonly args: readonly string[];
  /** The repository that the call works in; absent for a question to a remote one. */
  readonly gitDir?: string | undefined;
  /** The one protocol that may be spoken; none when absent. */
  readonly protocol?: string | undefined;
  readonly config?: readonly string[] | undefined;
  readonly sshCommand?: string | undefined;
  readonly input?: string | undefined;
  readonly signal: AbortSignal;
  /** More output than this fails the call with `TOO_LARGE`. */
  readonly maxBytes: number;
}

/** A call that git itself ended with an error; `message` is what it wrote. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
}

/**
 * Runs git once. Fails with `GitFailure` when git says no, `UPSTREAM_TIMEOUT` after the deadline, `TOO_LARGE`,
 * `UPSTREAM_FAILED` when there is no git, and with the signal's reason when that aborted.
 */
export async function runGit(settings: GitSettings, call: GitCall): Promise<Buffer> {
  call.signal.throwIfAborted();
  const stop = new AbortController();
  let reason: Error | undefined;
  const end = (error: Error): void => {
    reason ??= error;
    stop.abort();
  };
  const onAbort = (): void => end(toError(call.signal.reason));
  const timer = setTimeout(() => end(timedOut(call, settings.timeoutMs)), settings.timeoutMs);
  call.signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([spawn(settings, call, stop.signal, end), afterAbort(stop.signal)]);
  } catch (error) {
    throw reason ?? toFailure(error);
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener("abort", onAbort);
  }
}

function spawn(
  settings: GitSettings,
  call: GitCall,
  abort: AbortSignal,
  end: (error: Error) => void,
): Promise<Buffer> {
  const env = environmentOf(settings, call);
  const git = simpleGit({
    baseDir: settings.workingDir,
    abort,
    config: [...(call.config ?? [])],
    allowEnvironment: Object.keys(env),
    // The two that we set ourselves, in `environmentOf`; everything else stays forbidden.
    unsafe: { allowUnsafeSshCommand: call.sshCommand !== undefined, allowUnsafeConfigPaths: true },
    // Without these a killed git, or one whose last output is still under way, would pass for a success.
    completion: { onClose: true, onExit: false },
    errors: (error, result) =>
      error ?? (result.exitCode === 0 ? undefined : new Error(`git ended with ${String(result.exitCode)}`)),
    ...(call.input === undefined ? {} : { input: () => call.input }),
  }).env(env);
  git.outputHandler((_command, stdout) => {
    let received = 0;
    stdout.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received > call.maxBytes) end(tooMuch(call));
    });
  });
  if (call.args[0] === "cat-file") return git.binaryCatFile(call.args.slice(1));
  return git.raw([...call.args]).then((text) => Buffer.from(text));
}

function environmentOf(settings: GitSettings, call: GitCall): Record<string, string> {
  return {
    ...settings.environment,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: settings.globalConfig,
    GIT_ALLOW_PROTOCOL: call.protocol ?? "none",
    // A folder that does not exist keeps git from finding some repository around us and its settings.
    GIT_DIR: call.gitDir ?? "/nonexistent",
    // A commit is what its author wrote, not what somebody put in its place later.
    GIT_NO_REPLACE_OBJECTS: "1",
    // Reading must never call a server by itself, object by object.
    GIT_NO_LAZY_FETCH: "1",
    ...(call.sshCommand === undefined ? {} : { GIT_SSH_COMMAND: call.sshCommand }),
  };
}

/** The abort kills git; this answers even if git should not die of it. */
function afterAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => setTimeout(() => reject(new Error("aborted")), 250).unref());
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

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

function toFailure(error: unknown): Error {
  const { message } = toError(error);
  if (message.includes("ENOENT") && message.includes("spawn")) {
    // Not ENGINE_UNAVAILABLE: folders can be crawled without git.
    return new ExecatError("UPSTREAM_FAILED", 'The program "git" was not found.', {
      hint: "Install git 2.39 or newer, or put it on the PATH.",
    });
  }
  return new GitFailure(message.trim(), { cause: error });
}
