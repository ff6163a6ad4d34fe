import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { turn } from "../../test/fixture.ts";
import { bodyOf, PushedBody } from "../../test/pushed-body.ts";
import { bytesOf, RecordingSink } from "../../test/recording-sink.ts";
import { coreOf } from "../settings/core.ts";
import { BodyReader } from "./body-reader.ts";
import type { Sink } from "./sink.ts";
import { StreamWriter } from "./stream-writer.ts";

function subscribe(sink: Sink, waitingBytes = 100, closing: () => Uint8Array | undefined = () => bytesOf("<end>")) {
  const errors: unknown[] = [];
  const core = coreOf({ limits: { waitingBytes, closingSeconds: 5 }, onError: (error) => errors.push(error) });
  const writer = new StreamWriter(sink, closing, core);
  return { writer, errors };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("StreamWriter", () => {
  it("closes the framing and ends once, whatever is called afterwards", () => {
    const sink = new RecordingSink();
    const { writer, errors } = subscribe(sink);
    const ended = vi.fn();
    writer.onEnd(ended);
    writer.endAfter(10);
    writer.write(bytesOf("a"));
    writer.end("closed");
    writer.end("closed");
    writer.abort(new Error("late"));
    writer.write(bytesOf("late"));
    writer.endAfter(10);
    expect(sink).toMatchObject({ writes: ["a", "<end>"], outcome: "ended" });
    expect(ended).toHaveBeenCalledOnce();
    const late = vi.fn();
    writer.onEnd(late);
    expect(late).toHaveBeenCalledOnce();
    expect(errors).toEqual([]);
  });

  it("gives a client the time of `closingSeconds` to read what came at once", () => {
    const burst = { bytes: new Uint8Array(500), frames: [], events: [], newest: 2, recorded: 2, end: undefined };
    const [slow, reader, left] = [1, 2, 3].map(() => {
      const sink = new RecordingSink();
      sink.stalled = true;
      const { writer, errors } = subscribe(sink);
      writer.deliver(burst);
      return { sink, writer, errors };
    });
    vi.advanceTimersByTime(4_000);
    reader?.sink.take();
    left?.sink.leave();
    expect(slow?.sink.outcome).toBe("open");
    vi.advanceTimersByTime(1_000);
    expect(slow?.errors).toEqual([expect.objectContaining({ code: "slow-reader" })]);
    expect([slow, reader, left].map((one) => one?.sink.outcome)).toEqual(["aborted", "open", "left"]);
    reader?.sink.leave();
  });

  it("ends without an end mark if the encapsulation has none", () => {
    const sink = new RecordingSink();
    subscribe(sink, 100, () => undefined).writer.end("closed");
    expect(sink).toMatchObject({ writes: [], outcome: "ended" });
  });

  it("ends when its duration is over (PREP-RS-9, EQ-ST-9)", () => {
    const sink = new RecordingSink();
    subscribe(sink).writer.endAfter(1.5);
    vi.advanceTimersByTime(1_499);
    expect(sink.outcome).toBe("open");
    vi.advanceTimersByTime(1);
    expect(sink).toMatchObject({ writes: ["<end>"], outcome: "ended" });
  });

  it("is over when its peer leaves", () => {
    const sink = new RecordingSink();
    const { writer, errors } = subscribe(sink);
    const ended = vi.fn();
    writer.onEnd(ended);
    writer.endAfter(10);
    sink.leave();
    expect(ended).toHaveBeenCalledOnce();
    expect(writer.ended).toBe(true);
    expect(errors).toEqual([]);
  });

  it("is over at once if its peer has already left", () => {
    const sink = new RecordingSink();
    sink.leave();
    expect(subscribe(sink).writer.ended).toBe(true);
  });

  it("is cut off above its limit, but not at it (invariant 3)", () => {
    const sink = new RecordingSink();
    sink.stalled = true;
    const { writer, errors } = subscribe(sink, 5);
    writer.write(bytesOf("12345"));
    expect(sink.outcome).toBe("open");
    writer.write(bytesOf("6"));
    expect(sink.outcome).toBe("aborted");
    expect(errors).toEqual([expect.objectContaining({ code: "slow-reader" })]);
  });

  it("is not cut off for paced writes, however slowly they are read", async () => {
    const sink = new RecordingSink();
    sink.stalled = true;
    const { writer } = subscribe(sink, 10);
    const written = writer.writePaced(bytesOf("0123456789abcdef"));
    const then = vi.fn();
    void written.then(then);
    await turn();
    expect(then).not.toHaveBeenCalled();
    expect(sink.outcome).toBe("open");
    sink.take();
    await written;
    writer.end("closed");
  });

  it("stops pacing when it ends", async () => {
    const sink = new RecordingSink();
    sink.stalled = true;
    // A transport that never says that it is ready.
    sink.ready = () => new Promise(() => {});
    const { writer } = subscribe(sink, 10);
    const written = writer.writePaced(bytesOf("0123456789"));
    writer.end("closed");
    await written;
    await writer.writePaced(bytesOf("late"));
    expect(sink.writes).toEqual(["0123456789", "<end>"]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("sink");
      },
    ],
    ["rejects", () => Promise.reject(new Error("sink"))],
  ])("is broken off if its sink's `ready` %s: nobody could tell how much waits", async (_, ready) => {
    const sink = new RecordingSink();
    sink.stalled = true;
    const { writer, errors } = subscribe(sink, 10);
    sink.ready = ready;
    await writer.writePaced(bytesOf("0123456789"));
    expect(sink.outcome).toBe("aborted");
    expect(errors).toEqual([new Error("sink")]);
  });

  it("is over at once if its sink can't say when it is closed, or can't be broken off", () => {
    const throwing = (): never => {
      throw new Error("sink");
    };
    const closing = Object.assign(new RecordingSink(), { onClose: throwing });
    const { writer, errors } = subscribe(closing, 10);
    const gone = vi.fn();
    writer.onGone(gone);
    expect([gone.mock.calls.length, closing.outcome, errors]).toEqual([1, "aborted", [new Error("sink")]]);
    const aborting = Object.assign(new RecordingSink(), { abort: throwing });
    const second = subscribe(aborting, 10);
    second.writer.onGone(gone);
    second.writer.abort(new Error("reason"));
    expect(gone).toHaveBeenCalledTimes(2);
    expect(second.errors).toEqual([new Error("sink"), new Error("reason")]);
  });

  it.each(["write", "waiting"] as const)("contains a failure of its sink's `%s`", (which) => {
    const sink = new RecordingSink();
    const { writer, errors } = subscribe(sink, 10);
    const failure = new Error("sink");
    Object.defineProperty(sink, which, {
      set: () => {},
      get: () => {
        throw failure;
      },
    });
    expect(() => writer.write(bytesOf("a"))).not.toThrow();
    expect(sink.outcome).toBe("aborted");
    expect(errors).toEqual([failure]);
  });

  it.each(["end", "abort"] as const)("is over even if its sink's `%s` fails", (which) => {
    const sink = new RecordingSink();
    const { writer, errors } = subscribe(sink);
    const failure = new Error("sink");
    sink[which] = () => {
      throw failure;
    };
    if (which === "end") writer.end("closed");
    else writer.abort("reason");
    expect(writer.ended).toBe(true);
    expect(errors).toEqual(which === "end" ? [failure] : [failure, "reason"]);
  });
});

describe("a representation", () => {
  it("is sent piece by piece, after the bytes that precede it", async () => {
    const sink = new RecordingSink();
    const { writer } = subscribe(sink);
    const piece = (bytes: Uint8Array) => bytesOf(`<${bytes.byteLength}>`);
    await writer.sendRepresentation(new BodyReader(bodyOf("a", "", "bcd")), [bytesOf("head")], { piece, length: 4 });
    expect(sink.writes).toEqual(["head<1>", "<3>"]);
    writer.end("closed");
    expect(sink.outcome).toBe("ended");
  });

  it("that is available at once is left for the next write, with the bytes that precede it", async () => {
    const sink = new RecordingSink();
    const { writer } = subscribe(sink);
    const piece = (bytes: Uint8Array) => bytesOf(`<${bytes.byteLength}>`);
    const complete = (text: string, most: number) =>
      writer.sendRepresentation(new BodyReader(bytesOf(text)), [bytesOf("head")], { piece, length: most });
    expect(await complete("abcd", 4)).toEqual([bytesOf("head"), bytesOf("<4>")]);
    expect(await complete("", 0)).toEqual([bytesOf("head")]);
    await expect(complete("abcd", 5)).rejects.toMatchObject({ code: "representation" });
    expect(sink.writes).toEqual([]);
    writer.end("closed");
  });

  it("that is available at once, but exceeds `waitingBytes`, is sent like any other", async () => {
    const sink = new RecordingSink();
    const { writer } = subscribe(sink, 10);
    expect(await writer.sendRepresentation(new BodyReader(bytesOf("0123456789")), [bytesOf("head")], {})).toEqual([]);
    expect(sink.writes).toEqual(["head0123456789"]);
    writer.end("closed");
  });

  it("keeps its source waiting while its peer does not read", async () => {
    const sink = new RecordingSink();
    sink.stalled = true;
    const { writer } = subscribe(sink, 10);
    const body = bodyOf("0123456789", "b", "c");
    const sent = writer.sendRepresentation(new BodyReader(body), [], {});
    await turn();
    expect(body.asked).toBe(1);
    sink.take();
    await sent;
    expect(sink.text).toBe("0123456789bc");
    writer.end("closed");
  });

  it("is aborted if the stream ends in its middle", async () => {
    const sink = new RecordingSink();
    const { writer, errors } = subscribe(sink);
    const body = new PushedBody();
    const reader = new BodyReader(body);
    writer.onEnd(() => reader.cancel());
    writer.endAfter(1);
    body.push("a");
    const sent = writer.sendRepresentation(reader, [], {});
    await turn();
    vi.advanceTimersByTime(1_000);
    await sent;
    expect(sink).toMatchObject({ writes: ["a"], outcome: "aborted" });
    expect(errors).toEqual([expect.objectContaining({ code: "representation" })]);
  });

  it("is cancelled if its peer leaves while it waits", async () => {
    for (const stalled of [true, false]) {
      const sink = new RecordingSink();
      sink.stalled = stalled;
      const { writer, errors } = subscribe(sink, 10);
      const body = new PushedBody();
      const reader = new BodyReader(body);
      writer.onEnd(() => reader.cancel());
      body.push("0123456789");
      const sent = writer.sendRepresentation(reader, [], {});
      await turn();
      sink.leave();
      await sent;
      expect(body.left).toBe(true);
      expect(errors).toEqual([]);
    }
  });
});
