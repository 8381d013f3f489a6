import { createHmac } from "node:crypto";
import type { GitHubOwner, GitHubRepository } from "./github-model.ts";
import type { FakeAddresses } from "./rest-repository.ts";
import {
  installationPayload,
  pingPayload,
  pushPayload,
  refPayload,
  repositoryPayload,
  type InstallationChange,
  type PushedRef,
} from "./webhook-payloads.ts";

export interface SentDelivery {
  readonly id: string;
  readonly event: string;
  readonly body: string;
  /** Names in lower case, as they were sent. */
  readonly headers: ReadonlyMap<string, string>;
  /** What was answered; 0 while no address is set. */
  readonly status: number;
}

/** A webhook of the fake's: signs what it sends, and remembers it. Without an address it only makes deliveries. */
export class FakeHook {
  url: string | undefined;
  secret = "it's a secret to everybody";
  readonly sent: SentDelivery[] = [];
  readonly #addresses: FakeAddresses;
  readonly #commitOf: (repository: GitHubRepository) => string | undefined;

  constructor(addresses: FakeAddresses, commitOf: (repository: GitHubRepository) => string | undefined) {
    this.#addresses = addresses;
    this.#commitOf = commitOf;
  }

  /** A push to the default branch as it stands, or of the ref that is given. */
  push(repository: GitHubRepository, pushed: Partial<PushedRef> = {}): Promise<SentDelivery> {
    const all = { ref: "refs/heads/main", before: undefined, after: this.#commitOf(repository), ...pushed };
    return this.send("push", pushPayload(repository, all, this.#addresses));
  }

  ref(
    repository: GitHubRepository,
    event: "create" | "delete",
    named: { readonly ref: string; readonly refType: "branch" | "tag" },
  ): Promise<SentDelivery> {
    const created = event === "create";
    return this.send(event, refPayload(repository, { ...named, created }, this.#addresses));
  }

  /** `renamed`, `transferred`, `archived` and so on; `changes` as GitHub documents them. */
  repository(
    repository: GitHubRepository,
    action: string,
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<SentDelivery> {
    return this.send("repository", repositoryPayload(repository, action, changes, this.#addresses));
  }

  installation(owner: GitHubOwner, change: InstallationChange): Promise<SentDelivery> {
    const isOfRepositories = change.action === "added" || change.action === "removed";
    const payload = installationPayload(owner, change, this.#addresses);
    return this.send(isOfRepositories ? "installation_repositories" : "installation", payload);
  }

  ping(sender: GitHubOwner): Promise<SentDelivery> {
    return this.send("ping", pingPayload(this.url ?? "https://example.org/", sender, this.#addresses));
  }

  /** Sends what was sent before once more, under the same id. */
  again(delivery: SentDelivery): Promise<SentDelivery> {
    return this.#deliver(delivery.event, delivery.body, delivery.id);
  }

  send(event: string, payload: unknown): Promise<SentDelivery> {
    const number = String(this.sent.length + 1).padStart(12, "0");
    return this.#deliver(event, JSON.stringify(payload), `72d3162e-cc78-11e3-81ab-${number}`);
  }

  async #deliver(event: string, body: string, id: string): Promise<SentDelivery> {
    const signature = createHmac("sha256", this.secret).update(body).digest("hex");
    const headers = new Map([
      ["content-type", "application/json"],
      ["user-agent", "GitHub-Hookshot/fake"],
      ["x-github-delivery", id],
      ["x-github-event", event],
      ["x-github-hook-id", "1"],
      ["x-hub-signature-256", `sha256=${signature}`],
    ]);
    let status = 0;
    if (this.url !== undefined) {
      const answer = await fetch(this.url, { method: "POST", headers: Object.fromEntries(headers), body });
      await answer.arrayBuffer();
      ({ status } = answer);
    }
    const sent = { id, event, body, headers, status };
    this.sent.push(sent);
    return sent;
  }
}
