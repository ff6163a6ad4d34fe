import { expect, it } from "vitest";
import { requirementTexts } from "../../src/reports/requirement-texts.ts";
import { clientScenarios } from "../../src/scenarios/index.ts";

it("have unique ids with protocol and group", () => {
  const ids = clientScenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, task } of clientScenarios) {
    expect(id).toMatch(/^client\/[a-z-]+\/(?:sound|ragged|odd|broken|requests|resume|refused|single)\/[a-z0-9-]+$/);
    expect(id.split("/")[1]).toBe(task.protocol);
  }
});

it("judge requirements of the catalogue, and say in a sentence what a correct client does", () => {
  for (const { id, requirements, sentence } of clientScenarios) {
    expect(requirements.length, id).toBeGreaterThan(0);
    for (const requirement of requirements)
      expect(requirementTexts.has(requirement), `${id}: ${requirement}`).toBe(true);
    expect(sentence, id).toMatch(/^[a-z].*[^.\s]$/);
  }
});

it("do not fail a client for decisions of ours, unless an RFC requires them", () => {
  for (const { id, level, requirements, sentence } of clientScenarios) {
    if (level !== "must" || /RFC \d+ section/.test(sentence)) continue;
    const levels = requirements.map((requirement) => requirementTexts.get(requirement)?.level);
    expect(
      levels.some((one) => !/^(?:ours|guidance)$/.test(one ?? "")),
      `${id}: ${levels}`,
    ).toBe(true);
  }
});
