/** A way in which a function that somebody else wrote can go wrong. */
export type Fault = () => unknown;

const broken = (): Error => new Error("broken");

/** All the ways in which an extension can go wrong. */
export const faults: readonly (readonly [name: string, fault: Fault])[] = [
  [
    "throws",
    () => {
      throw broken();
    },
  ],
  [
    "throws what is no error",
    () => {
      throw undefined;
    },
  ],
  ["rejects", () => Promise.reject(broken())],
  ["rejects without a reason", () => Promise.reject()],
  ["never settles", () => new Promise(() => {})],
  ["returns null", () => null],
  ["returns a number", () => Number.NaN],
  ["returns a text", () => "rubbish\r\n"],
  ["returns an object of its own", () => ({ rubbish: [null] })],
  ["resolves with an object of its own", () => Promise.resolve({ rubbish: [null] })],
  [
    "returns a thenable that throws",
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: that is the fault
      then() {
        throw broken();
      },
    }),
  ],
  [
    "returns a thenable that calls back twice",
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: that is the fault
      then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
        resolve({ rubbish: 1 });
        resolve({ rubbish: 2 });
        reject(broken());
      },
    }),
  ],
  [
    "returns what throws when it is touched",
    () =>
      new Proxy(
        {},
        {
          get() {
            throw broken();
          },
          has() {
            throw broken();
          },
        },
      ),
  ],
];
