import { describe, expect, it } from "vitest";
import { parsePublicAddress } from "../../../crawler/public-address.ts";
import { ExecatError } from "../../../src/errors.ts";

function refusal(address: string, allowHosts: readonly string[] = []): string {
  try {
    parsePublicAddress(address, allowHosts);
  } catch (error) {
    if (error instanceof ExecatError && error.code === "SOURCE_INVALID" && error.hint !== undefined) {
      return error.message;
    }
    throw error;
  }
  return "taken";
}

describe("an address that a stranger gives", () => {
  it.each([
    "https://example.org/group/tool.git",
    "https://example.org/group/tool",
    "  https://example.org:8443/a/b/c/tool.git/ ",
  ])("is taken: %s", (address) => {
    expect(refusal(address)).toBe("taken");
  });

  it.each([
    ["", "No address was given."],
    ["-uhttps://example.org/tool", 'begins with "-"'],
    ["--upload-pack=touch /tmp/harm", 'begins with "-"'],
    ["file:///etc", 'begins with "file:"'],
    ["FILE:///etc", 'begins with "file:"'],
    ["ssh://git@example.org/tool", 'begins with "ssh:"'],
    ["git@example.org:group/tool.git", "short form for ssh"],
    ["git://example.org/tool", 'begins with "git:"'],
    ["ext::sh -c harm", 'begins with "ext:"'],
    ["fd::17", 'begins with "fd:"'],
    ["javascript:alert(1)", 'begins with "javascript:"'],
    ["http://example.org/tool", 'begins with "http:"'],
    ["example.org/group/tool", "no whole address"],
    ["../../etc", "no whole address"],
    ["/etc/passwd", "no whole address"],
    ["https://", "no address that can be read"],
    ["https://user:hush@example.org/tool", "carries a name or a password"],
    ["https://hush@example.org/tool", "carries a name or a password"],
    ["https://example.org/tool?x=1", 'has a "?"'],
    ["https://example.org/tool#x", 'has a "?" or a "#"'],
    ["https://example.org/", "no address of a repository"],
    ["https://exa mple.org/tool", "no address that can be read"],
    ["https://example.org/tool\n--upload-pack=x", "no address of a repository"],
    [`https://example.org/${"a".repeat(500)}`, "more than 500 characters"],
  ])("is refused with a sentence: %j", (address, why) => {
    const message = refusal(address);
    expect(message).toContain(why);
    expect(message).not.toContain("hush");
  });

  it("may be http where the settings allow the host, and only there", () => {
    expect(refusal("http://127.0.0.1:4000/tool.git", ["127.0.0.1:4000"])).toBe("taken");
    expect(refusal("http://127.0.0.1:4001/tool.git", ["127.0.0.1:4000"])).toContain('begins with "http:"');
  });
});
