import type { LookStage } from "../src/catalogue/looks.ts";
import type { CrawlContext } from "./stages/context.ts";

/** Follows a look through its stages: tells who watches it, and how long each took. */
export interface Stages {
  /** Ends the stage before; `told` says what came of that. */
  begin(name: LookStage["name"], told: string): void;
  end(): void;
}

export function createStages(
  { now, meter }: Pick<CrawlContext, "now" | "meter">,
  onStage: ((stage: LookStage) => void) | undefined,
): Stages {
  let current: { readonly name: string; readonly began: number } | undefined;
  const end = (): void => {
    if (current !== undefined) meter.stage(current.name, (now().getTime() - current.began) / 1000);
    current = undefined;
  };
  return {
    begin(name, told) {
      end();
      const at = now();
      current = { name, began: at.getTime() };
      onStage?.({ name, at: at.toISOString(), told });
    },
    end,
  };
}
