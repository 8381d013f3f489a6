/** The processes of one call of git, which are ended together. */
export interface Session {
  /** Reads the number of the session from what the launcher writes first. */
  listen(stderr: NodeJS.ReadableStream): void;
  /** Ends all of its processes, now or as soon as their number is known. */
  kill(): void;
  /** The call is over. */
  close(): void;
}

const FIRST_LINE = /^session (\d{1,10})\n/;
const LONGEST_FIRST_LINE = 30;

const open = new Set<number>();
let watchesExit = false;

/** A call's session. Whatever still runs when this process ends is ended with it. */
export function createSession(): Session {
  let group: number | undefined;
  let killed = false;
  const kill = (): void => {
    killed = true;
    if (group !== undefined) killGroup(group);
  };
  return {
    kill,
    listen(stderr) {
      let text = "";
      const read = (chunk: Buffer): void => {
        text += chunk.toString("latin1");
        const found = FIRST_LINE.exec(text)?.[1];
        if (found === undefined && text.length < LONGEST_FIRST_LINE) return;
        stderr.off("data", read);
        if (found === undefined) return;
        group = Number(found);
        open.add(group);
        endWithUs();
        if (killed) killGroup(group);
      };
      stderr.on("data", read);
    },
    close() {
      if (group !== undefined) open.delete(group);
    },
  };
}

function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // All of them have ended already.
  }
}

function endWithUs(): void {
  if (watchesExit) return;
  watchesExit = true;
  process.once("exit", () => {
    for (const group of open) killGroup(group);
  });
}
