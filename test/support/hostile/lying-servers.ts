import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import {
  ADVERTISEMENT,
  changed,
  deltaBomb,
  dripping,
  emptyPack,
  endlessBlob,
  endlessly,
  FLUSH,
  honestly,
  inBand,
  lies,
  line,
  NO_ID,
  packHeader,
  RESULT,
  storedBlock,
  withPack,
  type Answer,
} from "./lying-protocol.ts";

/** A server that does not say what its repository holds. */
export interface LyingServer {
  readonly name: string;
  /** What the repository's report must say. */
  readonly told: RegExp;
  /** Whether its good manifest is published all the same. */
  readonly published?: boolean;
  readonly answer: Answer;
}

export const LYING_SERVERS: readonly LyingServer[] = [
  {
    name: "server-that-drips-its-list",
    told: /did not answer within|no answer within/,
    answer: ({ response, honest }) => dripping(response, ADVERTISEMENT, honest()),
  },
  {
    name: "server-that-drips-its-pack",
    told: /no answer within/,
    answer: lies("fetch", ({ response, honest }) => dripping(response, RESULT, honest())),
  },
  {
    name: "server-that-never-answers",
    told: /did not answer within/,
    answer: () => undefined,
  },
  {
    name: "server-with-a-list-without-end",
    told: /sent more than 8 MiB as its list/,
    answer: ({ response }) =>
      endlessly(response, ADVERTISEMENT, Buffer.concat([line("# service=git-upload-pack\n"), FLUSH]), () =>
        Buffer.concat(
          Array.from({ length: 500 }, () => line(`${NO_ID} refs/tags/${randomBytes(9).toString("hex")}\n`)),
        ),
      ),
  },
  {
    name: "server-with-tags-without-end",
    told: /sent more than 8 MiB as its list/,
    answer: lies("list", ({ response }) =>
      endlessly(response, RESULT, Buffer.alloc(0), () =>
        Buffer.concat(
          Array.from({ length: 500 }, () => line(`${NO_ID} refs/tags/${randomBytes(9).toString("hex")}\n`)),
        ),
      ),
    ),
  },
  {
    name: "server-with-a-pack-without-end",
    told: /sent more than \d+ MiB for the manifests/,
    answer: lies("fetch", ({ response }) =>
      endlessly(response, RESULT, Buffer.concat([line("packfile\n"), inBand(1, endlessBlob())]), () =>
        inBand(1, storedBlock(randomBytes(60_000))),
      ),
    ),
  },
  {
    name: "server-with-a-delta-bomb",
    told: /more memory, time or space/,
    answer: lies("fetch", (call) => {
      const isForBlobs = !call.body.includes("filter");
      if (isForBlobs) changed((honest) => withPack(honest, deltaBomb()))(call);
      else honestly(call);
    }),
  },
  {
    name: "server-with-tags-that-git-would-not-write",
    told: /^$/,
    published: true,
    answer: lies(
      "list",
      changed((honest) => {
        const id = honest.toString("latin1", 4, 44);
        const names = ["../../../../evil", "v1;touch x", "-u", "a b", "x.lock", "caf\u0000e", "\u001B[31m"];
        const tags = names.map((name) => line(`${id} refs/tags/${name}\n`));
        return Buffer.concat([honest.subarray(0, -FLUSH.length), ...tags, FLUSH]);
      }),
    ),
  },
  {
    name: "server-with-messages-without-end",
    told: /bytes of messages/,
    answer: lies("fetch", ({ response }) =>
      endlessly(response, RESULT, line("packfile\n"), () =>
        inBand(2, Buffer.from(`${"still at it ".repeat(500)}\n`)),
      ),
    ),
  },
  {
    name: "server-that-answers-with-a-web-page",
    told: /answered with a web page/,
    answer: ({ response }) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>"),
  },
  {
    name: "server-that-answers-a-fetch-with-a-web-page",
    told: /could not be read|damaged/,
    answer: lies("fetch", ({ response }) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>"),
    ),
  },
  {
    name: "server-that-leads-to-the-metadata-of-a-cloud",
    told: /has moved to another address/,
    answer: ({ response }) =>
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end(),
  },
  {
    name: "server-that-leads-a-fetch-to-a-file",
    told: /has moved to another address/,
    answer: lies("fetch", ({ response }) =>
      response.writeHead(307, { location: "file:///etc/passwd" }).end(),
    ),
  },
  {
    name: "server-that-leads-to-itself",
    told: /has moved to another address/,
    answer: ({ response, request }) => response.writeHead(301, { location: request.url ?? "/" }).end(),
  },
  {
    name: "server-with-a-wrong-sum",
    told: /damaged/,
    answer: lies(
      "fetch",
      changed((honest) => {
        const bytes = Buffer.from(honest);
        const at = bytes.indexOf("PACK") + 14;
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        return bytes;
      }),
    ),
  },
  {
    name: "server-that-cuts-its-pack-off",
    told: /could not be read|damaged/,
    answer: lies(
      "fetch",
      changed((honest) => honest.subarray(0, honest.indexOf("PACK") + 40)),
    ),
  },
  {
    name: "server-that-breaks-the-connection",
    told: /could not be read/,
    answer: lies("fetch", ({ response, honest }) => {
      response.writeHead(200, { "content-type": RESULT, "content-length": "100000" });
      response.write(honest().subarray(0, 60), () => response.destroy());
    }),
  },
  {
    name: "server-that-sends-another-repository",
    told: /damaged|could not be read|brought no commit|leads to nothing/,
    answer: lies(
      "fetch",
      changed((honest) => withPack(honest, emptyPack())),
    ),
  },
  {
    name: "server-that-promises-4000000000-objects",
    told: /would send 4000000000 objects|more memory, time or space/,
    answer: lies(
      "fetch",
      changed((honest) => withPack(honest, Buffer.concat([packHeader(4_000_000_000), randomBytes(300_000)]))),
    ),
  },
  {
    name: "server-whose-head-is-not-there",
    told: /could not be read|damaged|leads to nothing/,
    answer: lies("list", ({ response }) =>
      response
        .writeHead(200, { "content-type": RESULT })
        .end(Buffer.concat([line(`${NO_ID} HEAD symref-target:refs/heads/main\n`), FLUSH])),
    ),
  },
  {
    name: "server-with-a-damaged-list",
    told: /list of branches and tags is cut off or damaged/,
    answer: lies("list", ({ response }) =>
      response.writeHead(200, { "content-type": RESULT }).end("fffHEAD zzzz"),
    ),
  },
  {
    name: "server-that-colours-its-refusal",
    told: /gives no list of branches: "\[31mgo away/,
    answer: ({ response }) =>
      response
        .writeHead(200, { "content-type": ADVERTISEMENT })
        .end(Buffer.concat([line("ERR \u001B[31mgo away\u0007\n"), FLUSH])),
  },
  {
    name: "server-that-asks-for-a-password",
    told: /no repository at .* or it is private/,
    answer: ({ response }) =>
      response.writeHead(401, { "www-authenticate": 'Basic realm="Give me your password"' }).end(),
  },
  {
    name: "server-that-unfolds-when-it-is-unpacked",
    told: /could not be read|damaged|sent more than|bytes of messages|more memory/,
    answer: lies("fetch", ({ response }) =>
      response
        .writeHead(200, { "content-type": RESULT, "content-encoding": "gzip" })
        .end(gzipSync(Buffer.concat([line("packfile\n"), Buffer.alloc(200 * 1024 * 1024)]))),
    ),
  },
  {
    name: "server-that-sends-to-another-for-the-pack",
    told: /could not be read|damaged/,
    answer: lies("fetch", ({ response }) =>
      response
        .writeHead(200, { "content-type": RESULT })
        .end(
          Buffer.concat([
            line("packfile-uris\n"),
            line(`${NO_ID} http://169.254.169.254/pack\n`),
            Buffer.from("0001"),
            line("packfile\n"),
            FLUSH,
          ]),
        ),
    ),
  },
];
