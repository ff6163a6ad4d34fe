/**
 * Makes a function that says which requests came at once on one connection: for these it returns the same object. Between
 * the requests of two connections, or of two reads of one connection, a server lets other jobs run (microtasks); between those
 * that it found in one read it does not. Only on HTTP/1.1, whose responses wait behind one another: its requests have a `Host`,
 * which those of HTTP/2 and those that an application makes have not.
 */
export function pipelines(): (request: Request) => object | undefined {
  let current: object | undefined;
  return ({ headers }) => {
    if (!headers.has("host")) return undefined;
    if (current === undefined) {
      current = {};
      queueMicrotask(() => {
        current = undefined;
      });
    }
    return current;
  };
}
