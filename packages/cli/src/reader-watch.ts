import { spawn } from "node:child_process";
import { fstatSync, writeSync } from "node:fs";

/** How often to check whether the reader of a socket has left, in milliseconds. */
const interval = 250;

/**
 * Notices that the reader of a pipe has left (`| head -1`), even while there is nothing to write: Node notices it only when it
 * writes. If this does not work, writing the next item notices it.
 *
 * @param descriptor the file descriptor of the output, such as 1
 * @returns a function that ends the watch
 */
export function watchReader(descriptor: number, onLeft: () => void): () => void {
  try {
    const kind = fstatSync(descriptor);
    if (kind.isFIFO() && process.platform === "linux") return watchByTail(descriptor, onLeft);
    if (kind.isFIFO() || kind.isSocket()) return watchByWriting(descriptor, onLeft);
  } catch {} // closed: writing the first item will fail
  return () => {};
}

/** Writes nothing. That fails on a closed socket, and on a closed pipe of BSD and macOS. */
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
 * On a pipe of Linux, writing nothing always succeeds, and Node has no poll(2). GNU tail has it: while it follows a file that
 * never grows, SIGPIPE ends it as soon as its output has no reader. Other versions of tail fail at once, which is harmless.
 */
function watchByTail(descriptor: number, onLeft: () => void): () => void {
  const tail = spawn("tail", ["-f", `--pid=${process.pid}`, "/dev/null"], {
    stdio: ["ignore", descriptor, "ignore"],
  });
  tail.on("error", () => {}); // tail is not installed
  tail.on("exit", (_, signal) => {
    if (signal === "SIGPIPE") onLeft();
  });
  tail.unref();
  return () => void tail.kill();
}
