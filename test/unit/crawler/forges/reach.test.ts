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

  it.each([
    ["https://2130706433/tool", "127.0.0.1"],
    ["https://0x7f.1/tool", "127.0.0.1"],
    ["https://0177.0.0.1/tool", "127.0.0.1"],
    ["https://0xa9fea9fe/tool", "169.254.169.254"],
    ["https://[::ffff:169.254.169.254]/tool", "::ffff:a9fe:a9fe"],
    ["https://[::127.0.0.1]/tool", "::7f00:1"],
    ["https://[64:ff9b::10.0.0.1]/tool", "64:ff9b::a00:1"],
  ])("is not at all at %s, which is %s in another spelling", async (url, number) => {
    const asked: string[] = [];
    const found = findReach(parseGitAddress(url), {
      allowHosts: [],
      lookup: async (name) => {
        asked.push(name);
        return [name];
      },
    });
    await expect(found).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining(number),
    });
    expect(asked).toEqual([number]);
  });

  it("is not at all by ssh at a number that the system reads as this machine", async () => {
    for (const host of ["2130706433", "0x7f000001", "127.1"]) {
      const found = findReach(parseGitAddress(`ssh://git@${host}/tool`), { allowHosts: [] });
      await expect(found).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("signs in at one https host, and shows the token in no command", async () => {
    const credentialsFor = async (url: string) =>
      url.startsWith("https://example.org/") ? { token: "s3cret", base: "https://example.org/" } : undefined;
    const at = (url: string) =>
      findReach(parseGitAddress(url), {
        allowHosts: ["git.lan"],
        lookup: async () => ["93.184.215.14"],
        credentialsFor,
      });
    const found = await at("https://example.org/tool");
    expect(found.secretConfig?.map(({ key }) => key)).toEqual(["http.https://example.org/.extraHeader"]);
    expect(found.authorization).toBe(`Basic ${Buffer.from("x-access-token:s3cret").toString("base64")}`);
    expect(JSON.stringify(found.config)).not.toContain("s3cret");
    for (const url of [
      "https://other.example.org/tool",
      "https://example.org:8443/tool",
      "ssh://git@example.org/tool",
    ]) {
      expect((await at(url)).secretConfig).toBeUndefined();
    }
    await expect(
      findReach(parseGitAddress("https://example.org/tool"), {
        allowHosts: [],
        lookup: async () => ["93.184.215.14"],
        credentialsFor: async () => ({ token: "a\r\nHost: b", base: "https://example.org/" }),
      }),
    ).rejects.toMatchObject({ code: "SOURCE_INVALID" });
  });

  it("sends no token without encryption, but to this machine", async () => {
    const credentialsFor = async () => ({ token: "s3cret", base: "http://git.lan/" });
    const at = (number: string) =>
      findReach(parseGitAddress("http://git.lan/tool"), {
        allowHosts: ["git.lan"],
        lookup: async () => [number],
        credentialsFor,
      });
    expect((await at("10.0.0.1")).secretConfig).toBeUndefined();
    expect((await at("127.0.0.1")).secretConfig).toHaveLength(1);
  });

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
