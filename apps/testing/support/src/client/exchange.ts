import type { Changes } from "../waiting/changes.ts";

/** One request and its response as it comes. */
export abstract class Exchange {
  /** Reports whatever comes, and the end. */
  protected abstract readonly changes: Changes;
  /** The status of the response; `undefined` until its head is there. */
  abstract readonly status: number | undefined;
  /** The reason phrase of the response; `undefined` until its head is there, and in HTTP/2, which has none. */
  abstract readonly reason: string | undefined;
  /** The values of a field of the response, one for each field line. */
  abstract fields(name: string): string[];
  /** The content so far, without the framing of HTTP; each byte is a character. */
  abstract readonly content: string;
  /** The content of each chunk so far; empty in HTTP/2, which has no chunks. */
  abstract readonly chunks: readonly string[];
  /** Whether the response has ended as its framing says. */
  abstract readonly complete: boolean;
  /** Whether nothing can come any more. */
  abstract readonly ended: boolean;
  /** How many bytes came, framing included. */
  abstract readonly size: number;
  /** Everything that came, for error messages. */
  protected abstract readonly received: string;
  abstract send(bytes: string): void;
  /** Stops reading. */
  abstract pause(): void;
  abstract resume(): void;
  /** Leaves without a word. */
  abstract close(): void;

  /** The value of the first field line of that name. */
  field(name: string): string | undefined {
    return this.fields(name)[0];
  }

  /**
   * Waits until the condition holds.
   *
   * @throws Error with what there is, once nothing can come any more, or after 30 seconds
   */
  async until(condition: (exchange: this) => boolean, what = String(condition)): Promise<this> {
    await this.changes.until(() => condition(this), {
      what: () => `${what}\n${this.status}\n${this.received.slice(-2_000)}`,
      isOver: () => this.ended,
    });
    return this;
  }

  untilHead(): Promise<this> {
    return this.until(({ status }) => status !== undefined, "a head");
  }

  untilContent(wanted: string | RegExp): Promise<this> {
    const holds = (content: string) => (typeof wanted === "string" ? content.includes(wanted) : wanted.test(content));
    // An empty content fulfils some conditions, but only once the head is there.
    const condition = ({ status, content }: this) => status !== undefined && holds(content);
    return this.until(condition, `content ${String(wanted)}`);
  }

  untilComplete(): Promise<this> {
    return this.until(({ complete }) => complete, "a complete response");
  }
}
