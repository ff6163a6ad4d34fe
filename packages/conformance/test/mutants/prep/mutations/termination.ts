import { fault, isOnThing, type Mutation } from "../mutation.ts";
import { type Stream, soundRules as sound } from "../rules.ts";

const ends = { "termination/delete-ends-stream": "fail", "termination/expiry-ends-stream": "fail" } as const;

export const termination: readonly Mutation[] = [
  fault("no end after DELETE", { "termination/delete-ends-stream": "fail" }, { isLast: () => false }),
  fault("no close-delimiters", ends, { close: ({ response }) => response.end("") }),
  fault("no outer close-delimiter", ends, { close: ({ response }) => response.end("--\r\n") }),
  fault("no inner close-delimiter", ends, { close: ({ response, outer }) => response.end(`\r\n\r\n--${outer}--\r\n`) }),
  fault("a closed connection for an end", ends, { close: ({ response }) => response.socket?.destroySoon() }),
  fault("a reset for an end", { "termination/expiry-ends-stream": "fail" }, () => {
    // Only streams without notifications: a reset also drops unread bytes.
    const notified = new WeakSet<Stream>();
    return {
      write: (stream, part, happening) => {
        notified.add(stream);
        sound.write(stream, part, happening);
      },
      close: (stream) => {
        if (notified.has(stream)) sound.close(stream);
        else stream.response.socket?.resetAndDestroy();
      },
    };
  }),
  fault(
    "only the first subscriber is notified of DELETE",
    { "termination/delete-ends-each": "fail" },
    {
      audience: (streams, happening) =>
        happening.type === "delete" && isOnThing(happening) ? streams.slice(0, 1) : streams,
    },
  ),
  fault(
    "a third part",
    { "termination/nothing-behind": "fail" },
    { close: ({ response, outer }) => response.end(`--\r\n--${outer}\r\n\r\nbye\r\n--${outer}--\r\n`) },
  ),
  fault(
    "something behind the end",
    { "termination/nothing-behind": "fail" },
    { close: ({ response, outer }) => response.end(`--\r\n--${outer}--\r\nbye`) },
  ),
];
