export interface ServerEvent {
  readonly event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- events of many shapes
  readonly data: any;
}

/** Reads server-sent events until the server closes the stream, or `enough` says so. */
export async function readEvents(
  response: Response,
  enough: (events: readonly ServerEvent[]) => boolean = () => false,
): Promise<readonly ServerEvent[]> {
  const events: ServerEvent[] = [];
  let rest = "";
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return events;
    const blocks = (rest + part.value).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) });
    }
    if (!enough(events)) continue;
    await reader?.cancel();
    return events;
  }
}
