import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitSettings } from "./git-command.ts";

export interface GitLimits {
  /** Deadline of one call. */
  readonly timeoutMs: number;
  /** What one fetch may bring. */
  readonly maxBytes: number;
}

const MIB = 1024 * 1024;
/** Of one process; what it maps of files does not count. */
const MAX_MEMORY_BYTES = 128 * MIB;
const LAUNCHER = "run-git";

/** What a fault is called when it is one of form only: nothing is ever checked out, and no submodule is read. */
const TOLERATED = `
  hasDot hasDotdot hasDotgit fullPathname largePathname zeroPaddedFilemode badFilemode badDate
  badDateOverflow badTimezone zeroPaddedDate missingSpaceBeforeDate badEmail missingEmail
  missingSpaceBeforeEmail badName missingNameBeforeEmail nulInCommit extraHeaderEntry badTagName
  missingTaggerEntry symlinkTargetMissing gitmodulesMissing gitmodulesBlob gitmodulesLarge
  gitmodulesName gitmodulesParse gitmodulesSymlink gitmodulesUrl gitmodulesPath gitmodulesUpdate
  gitattributesMissing gitattributesLarge gitattributesLineLength gitattributesBlob
`
  .trim()
  .split(/\s+/);

/**
 * Stands in for the user's settings. The operator named a folder, whoever owns it, and nothing in it is run: no
 * hooks, filters, helpers or pagers. Big objects are passed through rather than held in memory.
 */
const GLOBAL_CONFIG = `[safe]
	directory = *
[gc]
	auto = 0
[maintenance]
	auto = false
[core]
	hooksPath = /dev/null
	attributesFile = /dev/null
	excludesFile = /dev/null
	fsmonitor = false
	askPass =
	pager = cat
	bigFileThreshold = 1m
	deltaBaseCacheLimit = 16m
	packedGitWindowSize = 16m
	packedGitLimit = 64m
[credential]
	helper =
[submodule]
	recurse = false
[pack]
	threads = 1
[transfer]
	bundleURI = false
[fetch]
	fsckObjects = true
	recurseSubmodules = false
	unpackLimit = 1
	writeCommitGraph = false
[fetch "fsck"]
${TOLERATED.map((id) => `\t${id} = ignore\n`).join("")}[protocol]
	version = 2
[http]
	followRedirects = false
`;

/** Makes the folder of mirrors, git's settings and the script that starts git; answers how git is called. */
export async function prepareGit(
  mirrorsDir: string,
  limits: GitLimits,
  environment: Readonly<Record<string, string>>,
): Promise<GitSettings> {
  await mkdir(mirrorsDir, { recursive: true });
  const globalConfig = join(mirrorsDir, "gitconfig");
  await writeFile(globalConfig, GLOBAL_CONFIG);
  await writeFile(join(mirrorsDir, LAUNCHER), launcher(limits));
  const { timeoutMs, maxBytes } = limits;
  return { workingDir: mirrorsDir, globalConfig, launcher: LAUNCHER, environment, timeoutMs, maxBytes };
}

/**
 * The limits that only the system can hold: memory, processor time, size of a file. Git gets a session of its own,
 * whose number is told first, so that all of its processes can be ended together; `timeout` ends them when we have
 * died before.
 */
function launcher({ timeoutMs, maxBytes }: GitLimits): string {
  const seconds = Math.ceil(timeoutMs / 1000);
  return `ulimit -c 0
ulimit -t ${String(seconds * 2)} 2>/dev/null
ulimit -f ${String(Math.ceil((maxBytes + MIB) / 512))} 2>/dev/null
ulimit -d ${String(MAX_MEMORY_BYTES / 1024)} 2>/dev/null
if command -v setsid >/dev/null && command -v timeout >/dev/null; then
  echo "session $$" >&2
  exec setsid timeout -s KILL ${String(seconds + 10)} git "$@"
fi
exec git "$@"
`;
}
