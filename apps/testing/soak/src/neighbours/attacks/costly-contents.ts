import { message } from "../../wire/exchange.ts";
import type { Attack } from "../attack.ts";
import { prep, sharedAt } from "./requests.ts";

const query = (type: string, content: string) => (target: string) =>
  message("QUERY", target, { "Content-Type": type, Accept: "application/json-seq", Events: "duration=0.01" }, content);

const yaml = (content: string) => query("example/events-query", content);
const json = (content: string) => query("application/json", content);

/** Requests that take long to read, as far as their limits allow. */
const costly: readonly ((target: string) => Buffer)[] = [
  yaml(`events: ${"[".repeat(8_000)}`),
  yaml(`events: [${"[],".repeat(5_000)}]`),
  yaml(`a: &a [x]\n${Array.from({ length: 900 }, (_, n) => `b${n}: *a\n`).join("")}`),
  yaml(Array.from({ length: 1_500 }, (_, n) => `${" ".repeat(n % 9)}- a\n`).join("")),
  yaml(`events:\n${"  x: y\n".repeat(2_000)}`),
  yaml(`"${"\\u0041".repeat(2_600)}"`),
  json("[".repeat(16_000)),
  json(`{"events":${'{"a":'.repeat(2_500)}1${"}".repeat(2_500)}}`),
  json(`{"events":{"Accept":"${"a/b,".repeat(3_900)}c/d"}}`),
  json(`{"events":{"Accept":"application/json;delta=\\"${"a/b,".repeat(3_800)}c/d\\""}}`),
  (target) => prep(target, { Accept: "a/b;q=0.5,".repeat(1_400) }),
  (target) => prep(target, { "Accept-Events": `"prep";accept=(${'"a/b";delta="c/d" '.repeat(700)})` }),
];

/** Sends contents and fields that are costly to read. */
export const costlyContents: Attack = {
  name: "costly contents",
  version: "HTTP/1.1",
  load: { connections: 10, subscriptions: 10 },
  async run(scene) {
    await scene.repeat(50, async (index) => {
      const socket = scene.read(scene.open());
      socket.write(costly[index % costly.length]?.(sharedAt(index)) ?? "");
      if (index % 5 === 4) await scene.pause(20);
      setTimeout(() => socket.destroy(), 200);
    });
  },
};
