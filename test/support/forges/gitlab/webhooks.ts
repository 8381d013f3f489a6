import { createHmac, randomUUID } from "node:crypto";
import type { FakeProject } from "./model.ts";

/** A webhook as somebody configured it in GitLab: of a project, a group, or the whole instance. */
export interface FakeHook {
  readonly url: string;
  /** Sent as it is. */
  readonly secretToken?: string | undefined;
  /** `whsec_…`, with which deliveries are signed. */
  readonly signingToken?: string | undefined;
  /** System hooks have one header for all that happens. */
  readonly isSystemHook?: boolean | undefined;
}

/** What happened, in GitLab's words. */
export interface FakeEvent {
  /** The header's: `Push Hook`. */
  readonly hook: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const NOUGHTS = "0".repeat(40);

export interface PushedRef {
  /** `refs/heads/main` or `refs/tags/v1` */
  readonly ref: string;
  readonly before?: string | undefined;
  /** Absent when the ref was deleted. */
  readonly after?: string | undefined;
}

export function pushEvent(
  project: FakeProject,
  origin: string,
  { ref, before, after }: PushedRef,
): FakeEvent {
  const isTag = ref.startsWith("refs/tags/");
  const name = isTag ? "tag_push" : "push";
  return {
    hook: isTag ? "Tag Push Hook" : "Push Hook",
    body: {
      object_kind: name,
      event_name: name,
      before: before ?? NOUGHTS,
      after: after ?? NOUGHTS,
      ref,
      checkout_sha: after ?? null,
      project_id: project.id,
      project: {
        id: project.id,
        path_with_namespace: project.path,
        web_url: `${origin}/${project.path}`,
        git_http_url: `${origin}/${project.path}.git`,
        default_branch: "main",
      },
      commits: [],
      total_commits_count: 0,
    },
  };
}

/** `project_create`, `project_destroy`, `project_rename`, `project_transfer`, `project_update`. */
export function projectEvent(project: FakeProject, name: string, oldPath?: string): FakeEvent {
  return {
    hook: "Project Hook",
    body: {
      event_name: name,
      project_id: project.id,
      path: project.path.slice(project.path.lastIndexOf("/") + 1),
      path_with_namespace: project.path,
      ...(oldPath === undefined ? {} : { old_path_with_namespace: oldPath }),
      project_visibility: project.visibility,
    },
  };
}

/** `subgroup_create` or `subgroup_destroy`. */
export function subgroupEvent(path: string, name: string): FakeEvent {
  return { hook: "Subgroup Hook", body: { event_name: name, group_id: 1, full_path: path } };
}

/** The call that a webhook gets for an event; `id` is the same when it is sent again. */
export function toDelivery(
  hook: FakeHook,
  event: FakeEvent,
  { now, id = randomUUID() }: { readonly now: Date; readonly id?: string },
): FakeDelivery {
  const body = JSON.stringify(event.body);
  const seconds = String(Math.floor(now.getTime() / 1000));
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "GitLab/19.4.0",
      "x-gitlab-event": hook.isSystemHook === true ? "System Hook" : event.hook,
      "x-gitlab-event-uuid": randomUUID(),
      "x-gitlab-webhook-uuid": randomUUID(),
      "idempotency-key": id,
      ...(hook.secretToken === undefined ? {} : { "x-gitlab-token": hook.secretToken }),
      ...(hook.signingToken === undefined
        ? {}
        : {
            "webhook-id": id,
            "webhook-timestamp": seconds,
            "webhook-signature": `v1,${sign(hook.signingToken, `${id}.${seconds}.${body}`)}`,
          }),
    },
  };
}

function sign(token: string, text: string): string {
  const key = Buffer.from(token.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(text).digest("base64");
}

/** Sends a delivery and answers the status that came back. */
export async function sendDelivery(url: string, { headers, body }: FakeDelivery): Promise<number> {
  const response = await fetch(url, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}
