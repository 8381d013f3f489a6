import { manifest } from "../crawl-fixture.ts";
import { pathOf, type GitHubModel } from "../forges/github/github-model.ts";
import { createGitHistory, type GitHistory } from "../git-history.ts";
import type { Dice } from "./long-row.ts";

/** As many as a run of two hundred kills can use up, with two kinds of tree in turn. */
const COMMITS = 800;

/** A repository on the fake whose author is busy: commits, releases, renames, a second manifest that comes and goes. */
export class KillsRepository {
  readonly #history: GitHistory;
  readonly #number: number;
  #path: string;
  #step = 0;
  #hasSecond = true;
  #tags = 0;
  #names = 0;

  constructor(folder: string, number: number, model: GitHubModel) {
    const name = `r${number}`;
    this.#number = number;
    this.#history = createGitHistory(
      folder,
      Array.from({ length: COMMITS }, (_, at) => toTree(name, at)),
    );
    this.#path = `science/${name}`;
    model.addRepository(this.#path, { folder });
  }

  /** Does one thing; says what. */
  change(model: GitHubModel, dice: Dice): string {
    if (dice.chance(0.15)) return this.#rename(model);
    if (dice.chance(0.25)) return this.#tag(dice);
    this.#step += 1;
    this.#move();
    return `${this.#path} commits`;
  }

  /** Adds the second manifest, or takes it away. */
  toggle(): string {
    this.#hasSecond = !this.#hasSecond;
    this.#step += 1;
    this.#move();
    return `${this.#path} ${this.#hasSecond ? "adds" : "takes away"} a manifest`;
  }

  #move(): void {
    this.#history.moveTo((this.#step * 2 + (this.#hasSecond ? 0 : 1)) % COMMITS);
  }

  #rename(model: GitHubModel): string {
    const before = this.#path;
    this.#names += 1;
    this.#path = `science/r${this.#number}-${this.#names}`;
    const { owner, name } = model.move(before, this.#path);
    return `${before} is renamed to ${pathOf({ ...model.get(`${owner.login}/${name}`) })}`;
  }

  #tag(dice: Dice): string {
    const moves = this.#tags > 0 && dice.chance(0.2);
    if (!moves) this.#tags += 1;
    this.#history.tag(`v0.${this.#tags}`, dice.below(COMMITS));
    return `${this.#path} ${moves ? "moves" : "makes"} v0.${this.#tags}`;
  }
}

function toTree(name: string, at: number): Readonly<Record<string, string>> {
  const first = manifest({ name: `${name}-a`, title: `The ${name}, ${at}` });
  const second = manifest({ name: `${name}-b`, title: `Another ${name}, ${at - (at % 4)}` });
  return {
    "a/ivoa-execution.yaml": first,
    "README.md": `# ${name}\n`,
    ...(at % 2 === 0 ? { "b/ivoa-execution.yaml": second } : {}),
  };
}
