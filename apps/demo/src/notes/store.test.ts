import { parseMediaType } from "@resource-events/fields";
import { describe, expect, it } from "vitest";
import { makeClock } from "../../test/ask.ts";
import { type NoteState, NoteStore } from "./store.ts";

function state(text: string, contentType = "text/plain"): NoteState {
  return { contentType, mediaType: parseMediaType(contentType), content: new TextEncoder().encode(text) };
}

describe("NoteStore", () => {
  it("reports what was created, changed and unchanged", () => {
    const clock = makeClock();
    const store = new NoteStore({ notes: 10, bytes: 1_000 }, clock.now);
    const created = store.put("a", state("1"));
    expect(created).toMatchObject({ created: true, changed: true });
    const revision = store.revision;
    clock.advance(5_000);
    expect(store.put("a", state("1"))).toEqual({ note: created.note, created: false, changed: false });
    expect(store.revision).toBe(revision);
    expect(store.lastModified).toEqual(new Date(Date.UTC(2026, 0, 2, 3, 4, 5)));

    const retyped = store.put("a", state("1", "text/html"));
    expect(retyped).toMatchObject({ created: false, changed: true });
    expect(retyped.note.lastModified).toEqual(new Date(Date.UTC(2026, 0, 2, 3, 4, 10)));
    expect(store.lastModified).toEqual(retyped.note.lastModified);
    expect(store.revision).not.toBe(revision);
  });

  it("supports names with a special meaning in JavaScript", () => {
    const store = new NoteStore({ notes: 10, bytes: 1_000 }, () => new Date());
    expect(store.get("__proto__")).toBeUndefined();
    expect(store.get("constructor")).toBeUndefined();
    expect(store.delete("toString")).toBe(false);
    store.put("__proto__", state("1"));
    expect(store.list().map(({ name }) => name)).toEqual(["__proto__"]);
    expect(store.delete("__proto__")).toBe(true);
    expect(store.list()).toEqual([]);
  });

  it("keeps a copy of the content", () => {
    const store = new NoteStore({ notes: 10, bytes: 1_000 }, () => new Date());
    const given = { ...state(""), content: Buffer.from("abc") };
    const { note } = store.put("a", given);
    given.content.fill(0);
    expect(new TextDecoder().decode(note.content)).toBe("abc");
    expect(note.content.buffer.byteLength).toBe(3);
  });

  it("lists notes in the order of their names", () => {
    const store = new NoteStore({ notes: 10, bytes: 1_000 }, () => new Date());
    for (const name of ["b", "ä", "a", "B"]) store.put(name, state(name));
    expect(store.list().map(({ name }) => name)).toEqual(["B", "a", "b", "ä"]);
  });

  it("stays within its limits, and has room again after a deletion or a shorter replacement", () => {
    const full = expect.objectContaining({ status: 507, code: "storage-full" });
    const store = new NoteStore({ notes: 2, bytes: 50 }, () => new Date());
    const sizeBesideContent = "text/plain".length + "a".length;
    store.put("a", state("x".repeat(50 - sizeBesideContent)));
    expect(() => store.put("b", state(""))).toThrow(full);
    expect(() => store.put("a", state("x".repeat(50 - sizeBesideContent + 1)))).toThrow(full);
    expect(store.get("a")?.content.byteLength).toBe(50 - sizeBesideContent);
    store.put("a", state(""));
    store.put("b", state(""));
    expect(() => store.put("c", state(""))).toThrow(full);
    store.put("b", state("replaced"));
    store.delete("b");
    store.put("c", state("x".repeat(50 - 2 * sizeBesideContent)));
  });

  it("creates different names that need no encoding in a path", () => {
    const store = new NoteStore({ notes: 10, bytes: 1_000 }, () => new Date());
    const names = new Set(Array.from({ length: 1_000 }, () => store.freshName()));
    expect(names.size).toBe(1_000);
    for (const name of names) expect(name).toMatch(/^[\w-]{11}$/);
  });
});
