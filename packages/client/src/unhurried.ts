/** What the `fetch` of Node, and its library undici, sends requests with. */
interface Dispatcher {
  dispatch(request: object, handler: object): boolean;
}

/**
 * For Node: the dispatcher in use, but without its limits on how long a head and each piece of a body may take. By default they
 * are 300 seconds, so it would end a quiet stream though the connection is fine. Other implementations of `fetch` have no such
 * limit, and ignore this; a `fetch` of the user's may set another dispatcher.
 */
export const unhurried: Dispatcher = {
  dispatch(request, handler) {
    // It is shared under the name of its interface. Since undici 8, handlers are of the second.
    const name = Symbol.for(`undici.globalDispatcher.${"onRequestStart" in handler ? 2 : 1}`);
    const inUse = (globalThis as unknown as Readonly<Record<symbol, Dispatcher>>)[name] as Dispatcher;
    return inUse.dispatch({ ...request, headersTimeout: 0, bodyTimeout: 0 }, handler);
  },
};
