import { createFakeGitHub } from "../support/forges/github/fake-github.ts";
import { FakeHook, type SentDelivery } from "../support/forges/github/fake-hook.ts";
import { JOURNEY_REPOSITORIES, JOURNEY_TOKEN, testJourney } from "../support/forges/journey.ts";

testJourney("GitHub", async () => {
  const fake = await createFakeGitHub();
  fake.tokens.add(JOURNEY_TOKEN);
  let last: SentDelivery | undefined;
  return {
    url: fake.origin,
    host: new URL(fake.origin).host,
    sourceLine: `github: {url: "${fake.origin}", organisation: science}`,
    success: "success",
    counts: fake.counts,
    listQuestions: Math.ceil(JOURNEY_REPOSITORIES / 100),
    add(path, folder) {
      fake.model.addRepository(
        path,
        folder === undefined ? { refs: { branch: "main", commit: undefined, tags: [] } } : { folder },
      );
    },
    callAt: (url, secret) => Object.assign(fake.hook, { url, secret }),
    async push(path, ref, after) {
      last = await fake.hook.push(fake.model.get(path), { ref, after });
      return last.status;
    },
    async move(path, to) {
      const [, from] = path.split("/");
      const changes = { repository: { name: { from } } };
      return (await fake.hook.repository(fake.model.move(path, to), "renamed", changes)).status;
    },
    async sendAgain() {
      if (last === undefined) throw new Error("Nothing was sent yet.");
      return (await fake.hook.again(last)).status;
    },
    async pushWith(secret, path) {
      const addresses = { rest: `${fake.origin}/api/v3`, web: fake.origin };
      const hook = Object.assign(new FakeHook(addresses, () => "0".repeat(40)), {
        url: fake.hook.url,
        secret,
      });
      return (await hook.push(fake.model.get(path))).status;
    },
    statuses: () => fake.statuses.map(({ sha, ...status }) => ({ ...status, commit: sha })),
    close: () => fake.close(),
  };
});
