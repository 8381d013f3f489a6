import { simpleGit } from "simple-git";
import { ExecatError } from "../../errors.ts";
import type { Curator } from "../repository.ts";
import { identity, seconds } from "./identity.ts";

export interface GitSettings {
  /** The bare repository; git starts there. */
  readonly folder: string;
  /** PATH, SSH_AUTH_SOCK and the like; nothing else of our own environment reaches git. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whom the log of a moved branch names. */
  readonly committer: Curator;
  readonly now: () => Date;
}

/** How a remote is spoken to. */
export interface GitAccess {
  /** The one protocol that may be spoken. */
  readonly protocol: string;
  /** Of the header that signs a call in; it goes by the environment, which no list of processes shows. */
  readonly secret: { readonly key: string; readonly value: string } | undefined;
}

export interface GitCall {
  readonly args: readonly string[];
  readonly input?: Buffer | undefined;
  readonly indexFile?: string | undefined;
  /** For a call that belongs to no repository: the folder that git starts in. */
  readonly outside?: string | undefined;
  /** An exit code besides 0 that is an answer and no failure. */
  readonly answersBy?: number | undefined;
  readonly access?: GitAccess | undefined;
  /** A minute when absent, two for a remote. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs git once and returns what it wrote. Fails with `ENGINE_UNAVAILABLE`, whose `cause` holds git's own words: they
 * may name folders of this machine, so they are for the log only.
 */
export type Git = (call: GitCall) => Promise<Buffer>;

const LOCAL_TIMEOUT_MS = 60_000;
const REMOTE_TIMEOUT_MS = 120_000;
const LOCKED = /\.lock': File exists/;
const NO_GIT = /\bspawn git ENOENT/;

/** Nothing is run but git itself, and a lock that another process holds is waited for. */
const CONFIG = [
  "core.hooksPath=/dev/null",
  "core.filesRefLockTimeout=1000",
  "gc.auto=0",
  "maintenance.auto=false",
];
const SSH = "ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=15 -oServerAliveCountMax=4";

export function createGit(settings: GitSettings): Git {
  return async (call) => {
    const stop = new AbortController();
    const usualMs = call.access === undefined ? LOCAL_TIMEOUT_MS : REMOTE_TIMEOUT_MS;
    const { timeoutMs = usualMs } = call;
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    // A helper of git (ssh, the one for https) may live on and hold its output open: nobody waits for that one.
    const stopped = new Promise<never>((_resolve, reject) => {
      stop.signal.addEventListener("abort", () => reject(new Error("git was stopped")));
    });
    try {
      return await Promise.race([spawn(settings, call, stop.signal), stopped]);
    } catch (error) {
      throw toFailure(error, call, stop.signal.aborted ? timeoutMs : undefined);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function spawn(settings: GitSettings, call: GitCall, abort: AbortSignal): Promise<Buffer> {
  const env = environmentOf(settings, call);
  const git = simpleGit({
    baseDir: call.outside ?? settings.folder,
    abort,
    config: CONFIG,
    allowEnvironment: Object.keys(env),
    // What we set ourselves, here and in `environmentOf`; everything else stays forbidden.
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeSshCommand: true,
      allowUnsafeConfigEnvCount: call.access?.secret !== undefined,
    },
    // Without these a killed git, or one whose last output is still under way, would pass for a success.
    completion: { onClose: true, onExit: false },
    errors: (error, { exitCode }) => {
      if (exitCode === 0 || exitCode === call.answersBy) return undefined;
      return error ?? new Error(`git ended with ${String(exitCode)}`);
    },
    // An empty buffer ends git's input; an empty text would leave it waiting.
    ...(call.input === undefined ? {} : { input: () => call.input }),
  }).env(env);
  const chunks: Buffer[] = [];
  git.outputHandler((_command, stdout) => {
    // In place of simple-git's own listener, which makes text of names and files that may be none.
    stdout.removeAllListeners("data");
    stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  });
  await git.raw([...call.args]);
  return Buffer.concat(chunks);
}

function environmentOf(settings: GitSettings, call: GitCall): Record<string, string> {
  const committer = identity(settings.committer);
  const secret = call.access?.secret;
  return {
    ...settings.environment,
    LC_ALL: "C",
    // Neither `.netrc` nor anything else of the account; ssh takes its folder from elsewhere.
    HOME: settings.folder,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: call.access?.protocol ?? "none",
    // A folder that does not exist keeps git from finding some repository around us and its settings.
    GIT_DIR: call.outside === undefined ? settings.folder : "/nonexistent",
    // A commit is what its author wrote, not what somebody put in its place later.
    GIT_NO_REPLACE_OBJECTS: "1",
    // Refs are read as files; newer versions of git may keep them otherwise by themselves.
    GIT_DEFAULT_REF_FORMAT: "files",
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: `${String(seconds(settings.now()))} +0000`,
    GIT_SSH_COMMAND: SSH,
    GIT_SSH_VARIANT: "ssh",
    ...(call.indexFile === undefined ? {} : { GIT_INDEX_FILE: call.indexFile }),
    ...(secret === undefined
      ? {}
      : { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: secret.key, GIT_CONFIG_VALUE_0: secret.value }),
  };
}

function toFailure(error: unknown, { args }: GitCall, afterMs: number | undefined): ExecatError {
  const text = error instanceof Error ? error.message : String(error);
  if (NO_GIT.test(text)) {
    return new ExecatError("ENGINE_UNAVAILABLE", 'The program "git" was not found.', {
      hint: "Install git 2.39 or newer, or put it on the PATH.",
      cause: error,
    });
  }
  const what = `git ${args[0] ?? ""}`;
  if (afterMs !== undefined) {
    return new ExecatError(
      "ENGINE_UNAVAILABLE",
      `"${what}" had no answer within ${String(afterMs / 1000)} s.`,
      {
        hint: "Try again; if it stays so, look at the machine's load and disk.",
        cause: new Error(`no answer within ${String(afterMs / 1000)} s`),
      },
    );
  }
  return new ExecatError("ENGINE_UNAVAILABLE", `"${what}" failed in the curation's repository.`, {
    hint: LOCKED.test(text)
      ? "Another process holds a lock; when none is running, remove the file `refs/heads/….lock` in it."
      : "Run `git fsck` in it; the log has what git said.",
    cause: error,
  });
}
