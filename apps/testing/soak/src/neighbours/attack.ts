import type { Load } from "../memory/formula.ts";
import type { Adapter } from "../server/configuration.ts";
import type { Scene } from "./scene.ts";

/** Something that a client does at the expense of others. */
export interface Attack {
  readonly name: string;
  readonly version: "HTTP/1.1" | "HTTP/2";
  /** What it may occupy at most, by the documented limits. */
  readonly load: Load | ((adapter: Adapter) => Load);
  /** Goes on until the scene is over. The connections that it opened are closed after it. */
  run(scene: Scene): Promise<void>;
}
