import { spawn } from "node:child_process";
import { fstatSync, writeSync } from "node:fs";

/** How often a socket is asked whether its peer has left, in milliseconds. */
const interval = 250;

/**
 * Finds out that the reader of a pipe has left (`| head -1`) also while there is nothing to write: Node tells it only to
 * who writes. Where this does not work, the next item does.
 *
 * @param descriptor what is written to, such as 1
 * @returns ends the watch
 */
export function watchReader(descriptor: number, onLeft: () => void): () => void {
  try {
    const kind = fstatSync(descriptor);
    if (kind.isFIFO() && process.platform === "linux") return watchByTail(descriptor, onLeft);
    if (kind.isFIFO() || kind.isSocket()) return watchByWriting(descriptor, onLeft);
  } catch {} // closed: the first item tells
  return () => {};
}

/** Writes nothing, which fails on a socket that was closed, and on pipes of BSD and macOS. */
function watchByWriting(descriptor: number, onLeft: () => void): () => void {
  const timer = setInterval(() => {
    try {
      writeSync(descriptor, new Uint8Array(0));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) return;
      clearInterval(timer);
      onLeft();
    }
  }, interval).unref();
  return () => clearInterval(timer);
}

/**
 * On a pipe of Linux writing nothing always succeeds, and Node has no poll(2). GNU tail, which follows a file that never
 * grows, has: a SIGPIPE ends it when its output has no reader. Another tail ends at once with an error, and does no harm.
 */
function watchByTail(descriptor: number, onLeft: () => void): () => void {
  const tail = spawn("tail", ["-f", `--pid=${process.pid}`, "/dev/null"], {
    stdio: ["ignore", descriptor, "ignore"],
  });
  tail.on("error", () => {}); // there is none
  tail.on("exit", (_, signal) => {
    if (signal === "SIGPIPE") onLeft();
  });
  tail.unref();
  return () => void tail.kill();
}
