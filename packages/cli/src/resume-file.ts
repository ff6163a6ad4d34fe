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

/** What can be sent as an id: visible characters in one line, no more than any server should need. */
const isEventId = /^[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?$/;

/** The file that keeps the id of the last event that was printed: that id and a line feed, or nothing where there is none to go on from. */
export class ResumeFile {
  /** What the file holds. */
  eventId: string | undefined;
  readonly #path: string;
  readonly #given: string;

  /**
   * Reads the file; one that is not there yet holds nothing.
   *
   * @throws CommandError `file`
   */
  constructor(path: string) {
    this.#given = path;
    let content = "";
    let target = path;
    try {
      content = readFileSync(path, "utf8").trim();
      target = realpathSync(path); // or a link would be replaced
    } catch (cause) {
      if (codeOf(cause) !== "ENOENT") throw this.#failure("read", cause);
    }
    this.#path = target;
    if (content !== "" && !isEventId.test(content)) {
      throw new CommandError("file", `${path} holds no event id: is it another file? Otherwise remove it`);
    }
    this.eventId = content || undefined;
    try {
      accessSync(dirname(target), constants.W_OK); // now rather than after the first event
    } catch (cause) {
      throw this.#failure("written", cause);
    }
  }

  /**
   * Replaces what it holds, as a whole: whoever reads it, also after a crash, finds the old id or the new one. To be called
   * once the item is printed.
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
        fsyncSync(descriptor); // before its name is there, or a crash may leave an empty file
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
