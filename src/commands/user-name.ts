import { userInfo } from "node:os";

/** Who runs a command, for what is kept of it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return "operator";
  }
}
