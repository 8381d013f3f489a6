import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { ROOT } from "./product.ts";

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The YAML language server as editors run it, spoken to over its standard input and output. */
export interface LanguageServer {
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** The parameters of the next notification of this name that satisfies the condition. */
  notified(method: string, matches: (params: unknown) => boolean): Promise<unknown>;
  end(): Promise<void>;
}

/** Starts the server and initialises it with settings as an editor's plug-in has them. */
export async function startLanguageServer(
  settings: Readonly<Record<string, unknown>>,
): Promise<LanguageServer> {
  const file = path.join(ROOT, "node_modules/yaml-language-server/bin/yaml-language-server");
  const child = spawn(process.execPath, [file, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const answers = new Map<number | string, (message: Message) => void>();
  const seen: Message[] = [];
  let changed = (): void => undefined;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  readMessages(child, (message) => {
    if (message.method === undefined) answers.get(message.id ?? "")?.(message);
    else if (message.id === undefined) {
      seen.push(message);
      changed();
    } else send({ id: message.id, result: answerEditor(message, settings) });
  });
  let lastId = 0;
  const server: LanguageServer = {
    async request(method, params) {
      const id = (lastId += 1);
      const answer = new Promise<Message>((resolve) => answers.set(id, resolve));
      send({ id, method, params });
      const { result, error } = await answer;
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result;
    },
    notify: (method, params) => send({ method, params }),
    async notified(method, matches) {
      for (;;) {
        const found = seen.find((message) => message.method === method && matches(message.params));
        if (found !== undefined) return found.params;
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
    async end() {
      const closed = once(child, "close");
      child.kill();
      await closed;
    },
  };
  await server.request("initialize", { processId: process.pid, rootUri: null, capabilities: CAPABILITIES });
  server.notify("initialized", {});
  server.notify("workspace/didChangeConfiguration", { settings });
  return server;
}

const CAPABILITIES = {
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
  textDocument: {
    hover: { contentFormat: ["markdown"] },
    completion: { completionItem: { documentationFormat: ["markdown"] } },
  },
};

/** The server asks its editor for settings, and to register what it can do. */
function answerEditor({ method, params }: Message, settings: Readonly<Record<string, unknown>>): unknown {
  if (method !== "workspace/configuration") return null;
  const { items } = params as { readonly items: readonly { readonly section: string }[] };
  return items.map(({ section }) => settings[section] ?? {});
}

function readMessages(child: ChildProcess, take: (message: Message) => void): void {
  let buffer = Buffer.alloc(0);
  child.stdout?.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const start = buffer.indexOf("\r\n\r\n");
      const length = Number(
        /Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(0, start)).toString())?.[1],
      );
      if (start === -1 || buffer.length < start + 4 + length) return;
      take(JSON.parse(buffer.subarray(start + 4, start + 4 + length).toString()) as Message);
      buffer = buffer.subarray(start + 4 + length);
    }
  });
}
