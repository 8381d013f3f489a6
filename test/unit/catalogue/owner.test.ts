import { describe, expect, it } from "vitest";
import { ownerLabel, ownerOf } from "../../../src/catalogue/owner.ts";
import type { Repository } from "../../../src/catalogue/sources.ts";
import { repository } from "../../support/entry-builders.ts";

const at = (forge: Repository["forge"], host: string, path: string): Repository =>
  repository({ id: `${forge} ${host} ${path}`, forge, host, path });
const isOne = (one: Repository, other: Repository): boolean => ownerOf(one) === ownerOf(other);

describe("one owner", () => {
  it("has the same account on a forge, whatever the case and the way it is read", () => {
    expect(isOne(at("github", "github.com", "group/a"), at("git", "GitHub.com", "Group/b"))).toBe(true);
    expect(
      isOne(at("gitlab", "gitlab.example.org", "top/x/a"), at("gitlab", "gitlab.example.org", "top/b")),
    ).toBe(true);
  });

  it("is another on another account, host, or way to read a host that is not known as a forge", () => {
    expect(isOne(at("github", "github.com", "group/a"), at("github", "github.com", "groups/a"))).toBe(false);
    expect(isOne(at("github", "github.com", "group/a"), at("gitlab", "gitlab.com", "group/a"))).toBe(false);
    expect(isOne(at("git", "git.example.org", "group/a"), at("git", "git.example.org", "group/b"))).toBe(
      false,
    );
    expect(
      isOne(at("git", "github.com.example.org", "group/a"), at("git", "github.com.example.org", "group/b")),
    ).toBe(false);
    expect(isOne(at("git", "git.example.org", "group/a"), at("gitlab", "git.example.org", "group/b"))).toBe(
      false,
    );
  });

  it("has one folder of this machine, and on a plain git host one repository", () => {
    expect(isOne(at("directory", "local.mine", "a"), at("directory", "local.mine", "b"))).toBe(true);
    expect(isOne(at("directory", "local.mine", "a"), at("directory", "local.other", "a"))).toBe(false);
    const own = at("git", "git.example.org", "group/a");
    expect(isOne(own, { ...own })).toBe(true);
    expect(isOne(at("git", "local.mine", "a"), at("directory", "local.mine", "a"))).toBe(false);
  });

  it("is called by its account, its folder, or its repository", () => {
    expect(ownerLabel(at("github", "github.com", "Group/a"))).toBe("github.com/Group");
    expect(ownerLabel(at("directory", "local.mine", "a"))).toBe("local.mine");
    expect(ownerLabel(at("git", "git.example.org", "group/a"))).toBe("git.example.org/group/a");
  });
});
