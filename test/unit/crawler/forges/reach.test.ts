import { describe, expect, it } from "vitest";
import { parseGitAddress } from "../../../../crawler/git-address.ts";
import { findReach } from "../../../../crawler/forges/git/reach.ts";

const reach = (url: string, numbers: readonly string[], allowHosts: readonly string[] = []) =>
  findReach(parseGitAddress(url), { allowHosts, lookup: async () => numbers });

describe("how git may call a host", () => {
  it("is by the very numbers that were looked at, and without following redirects", async () => {
    const found = await reach("https://example.org/tool", ["93.184.215.14", "2606:2800:21f::1"]);
    expect(found.protocol).toBe("https");
    expect(found.config).toEqual([
      "http.followRedirects=false",
      "http.curloptResolve=example.org:443:93.184.215.14,[2606:2800:21f::1]",
    ]);
  });

  it("is pinned for ssh as well, with the host's key looked for by its name", async () => {
    const found = await reach("git@example.org:tool", ["93.184.215.14"]);
    expect(found.sshCommand).toContain("BatchMode=yes");
    expect(found.sshCommand).toContain("HostName=93.184.215.14");
    expect(found.sshCommand).toContain("HostKeyAlias=example.org");
  });

  it.each([["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["fd00::1"], ["::ffff:10.0.0.1"]])(
    "is not at all when a name leads to the private address %s",
    async (number) => {
      await expect(reach("https://example.org/tool", ["93.184.215.14", number])).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(reach("ssh://git@example.org/tool", [number])).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    },
  );

  it("is allowed by setting for exactly that host or that host and port", async () => {
    await expect(reach("https://git.lan/tool", ["10.0.0.1"], ["git.lan"])).resolves.toBeDefined();
    await expect(reach("http://git.lan:3000/tool", ["10.0.0.1"], ["git.lan:3000"])).resolves.toBeDefined();
    await expect(reach("https://git.lan/tool", ["10.0.0.1"], ["git.lan:3000"])).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("refuses http to every other host", async () => {
    await expect(reach("http://example.org/tool", ["93.184.215.14"])).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("says that a host is not known", async () => {
    const unknown = findReach(parseGitAddress("https://example.org/tool"), {
      allowHosts: [],
      lookup: () => Promise.reject(new Error("ENOTFOUND")),
    });
    await expect(unknown).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining("example.org"),
    });
  });

  it("asks nobody about a folder of this machine", async () => {
    expect(await reach("file:///srv/tool", [])).toEqual({
      protocol: "file",
      config: [],
      sshCommand: undefined,
    });
  });
});
