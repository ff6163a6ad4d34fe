import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { CommandError } from "./command-error.ts";

/** Matches ids that can be sent: one line of visible characters, with a length that no server should exceed. */
const isEventId = /^[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?$/;

/**
 * The file that keeps the id of the last printed event. It contains the id and a line feed, or nothing if there is no event to
 * resume from.
 */
export class ResumeFile {
  /** The id in the file. */
  eventId: string | undefined;
  readonly #path: string;
  readonly #given: string;

  /**
   * Reads the file. A file that does not exist yet counts as empty.
   *
   * @throws CommandError `file`
   */
  constructor(path: string) {
    this.#given = path;
    let content = "";
    let target = path;
    try {
      content = readFileSync(path, "utf8").trim();
      target = realpathSync(path); // otherwise keep() would replace a symbolic link
    } catch (cause) {
      if (codeOf(cause) !== "ENOENT") throw this.#failure("read", cause);
    }
    this.#path = target;
    if (content !== "" && !isEventId.test(content)) {
      throw new CommandError(
        "file",
        `${path} does not contain an event id. If it is a resume file, remove it; otherwise name another one`,
      );
    }
    this.eventId = content || undefined;
    try {
      accessSync(dirname(target), constants.W_OK); // fail now, not after the first event
    } catch (cause) {
      throw this.#failure("written", cause);
    }
  }

  /**
   * Replaces the id in the file atomically: even after a crash, it contains the old id or the new one. Call it after printing
   * the item.
   *
   * @throws CommandError `file`
   */
  keep(eventId: string | undefined): void {
    const id = isEventId.test(eventId ?? "") ? eventId : undefined;
    if (id === this.eventId) return;
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      const descriptor = openSync(draft, "w", 0o600);
      try {
        writeSync(descriptor, id === undefined ? "" : `${id}\n`);
        fsyncSync(descriptor); // before the rename, or a crash may leave an empty file
      } finally {
        closeSync(descriptor);
      }
      renameSync(draft, this.#path);
    } catch (cause) {
      rmSync(draft, { force: true });
      throw this.#failure("written", cause);
    }
    this.eventId = id;
  }

  #failure(what: "read" | "written", cause: unknown): CommandError {
    return new CommandError("file", `The resume file ${this.#given} can't be ${what}: ${codeOf(cause)}`, { cause });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}
