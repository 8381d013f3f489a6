import { projectsAtOnce, QUESTION_LIMITS } from "../../crawler/forges/gitlab/complexity.ts";
import { createFakeGitLab } from "../support/forges/gitlab/fake-gitlab.ts";
import type { FakeProject } from "../support/forges/gitlab/model.ts";
import { pushEvent, sendDelivery, type FakeDelivery } from "../support/forges/gitlab/webhooks.ts";
import { JOURNEY_REPOSITORIES, JOURNEY_TOKEN, testJourney } from "../support/forges/journey.ts";

testJourney("GitLab", async () => {
  const fake = await createFakeGitLab({ token: JOURNEY_TOKEN });
  let hook = { url: "", secretToken: "" };
  let last: FakeDelivery | undefined;
  const projectAt = (path: string): FakeProject => {
    const project = fake.model.byPath(path);
    if (project === undefined) throw new Error(`There is no "${path}".`);
    return project;
  };
  return {
    url: fake.url,
    host: fake.host,
    sourceLine: `gitlab: {url: "${fake.url}", group: science}`,
    success: "success",
    counts: fake.counts,
    listQuestions: Math.ceil(JOURNEY_REPOSITORIES / projectsAtOnce("group", QUESTION_LIMITS.signedIn)),
    add(path, folder) {
      fake.model.add({ path, ...(folder === undefined ? { refs: { head: undefined } } : { folder }) });
    },
    callAt(url, secretToken) {
      hook = { url, secretToken };
      fake.hooks.push(hook);
    },
    async push(path, ref, after) {
      const project = projectAt(path);
      fake.model.noteActivity(project);
      last = fake.deliveryOf(pushEvent(project, fake.url, { ref, after }), hook);
      return sendDelivery(hook.url, last);
    },
    async move(path, to) {
      await fake.move(projectAt(path), to);
      return fake.answers.at(-1) ?? 0;
    },
    async sendAgain() {
      if (last === undefined) throw new Error("Nothing was sent yet.");
      return sendDelivery(hook.url, last);
    },
    pushWith(secretToken, path) {
      const event = pushEvent(projectAt(path), fake.url, { ref: "refs/heads/main", after: "1".repeat(40) });
      return sendDelivery(hook.url, fake.deliveryOf(event, { ...hook, secretToken }));
    },
    statuses: () => fake.statuses,
    close: () => fake.close(),
  };
});
