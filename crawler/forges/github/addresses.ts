import type { ForgeHost } from "../forge-host.ts";

/** Where an instance answers programs. */
export interface GitHubAddresses {
  /** Of the REST API, without a slash at its end. */
  readonly rest: string;
  readonly graphql: string;
}

/**
 * github.com and `*.ghe.com` have a host for their API; an Enterprise Server has a folder for it
 * (https://docs.github.com/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api).
 */
export function addressesOf({ url }: Pick<ForgeHost, "url">): GitHubAddresses {
  const { protocol, host } = new URL(url);
  if (host === "github.com" || host.endsWith(".ghe.com")) {
    const root = `${protocol}//api.${host}`;
    return { rest: root, graphql: `${root}/graphql` };
  }
  return { rest: `${url}/api/v3`, graphql: `${url}/api/graphql` };
}
