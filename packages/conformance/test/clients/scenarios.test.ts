import { expect, it } from "vitest";
import { clientScenarios } from "../../src/scenarios/index.ts";
import { catalogue } from "./catalogue.ts";

it("have ids of their own, which tell protocol and group", () => {
  const ids = clientScenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, task } of clientScenarios) {
    expect(id).toMatch(/^client\/[a-z-]+\/(?:sound|ragged|odd|broken|requests|resume|refused|single)\/[a-z0-9-]+$/);
    expect(id.split("/")[1]).toBe(task.protocol);
  }
});

it("judge requirements of the catalogue, and say in a sentence what a right client does", () => {
  for (const { id, requirements, sentence } of clientScenarios) {
    expect(requirements.length, id).toBeGreaterThan(0);
    for (const requirement of requirements) expect(catalogue.has(requirement), `${id}: ${requirement}`).toBe(true);
    expect(sentence, id).toMatch(/^[a-z].*[^.\s]$/);
  }
});

it("fail nobody for what is ours alone, except where an RFC says it", () => {
  for (const { id, level, requirements, sentence } of clientScenarios) {
    if (level !== "must" || /RFC \d+ section/.test(sentence)) continue;
    const levels = requirements.map((requirement) => catalogue.get(requirement));
    expect(
      levels.some((one) => !/^(?:ours|guidance|)$/.test(one ?? "")),
      `${id}: ${levels}`,
    ).toBe(true);
  }
});
