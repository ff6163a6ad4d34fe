import { fault, type Mutation } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

export const resuming: readonly Mutation[] = [
  fault(
    "* has the representation sent",
    { "opt-out/asterisk-without-representation": "warn" },
    { start: (log, birth, id) => ({ ...sound.start(log, birth, id), ...(id === "*" ? { sent: true } : {}) }) },
  ),
  fault(
    "no first part without representation",
    { "opt-out/asterisk-first-part": "fail", "opt-out/last-event-first-part": "fail" },
    { firstPart: (base, sent, outer) => (sent ? sound.firstPart(base, sent, outer) : "") },
  ),
  fault(
    "the last event's id has the representation sent",
    { "opt-out/last-event-without-representation": "warn" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return id === log.at(-1)?.id ? { ...start, sent: true } : start;
      },
    },
  ),
  fault(
    "* replays everything",
    { "opt-out/asterisk-replays-nothing": "info" },
    { start: (log, birth, id) => ({ ...sound.start(log, birth, id), ...(id === "*" ? { replay: [...log] } : {}) }) },
  ),
  fault(
    "the last event is replayed",
    { "opt-out/last-event-replays-nothing": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return id !== undefined && id === log.at(-1)?.id ? { ...start, replay: log.slice(-1) } : start;
      },
    },
  ),
  fault(
    "an event is lost on resume",
    { "resume/older-event": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return { ...start, replay: start.replay.filter((_, index) => index !== 1) };
      },
    },
  ),
  fault(
    "an event is doubled on resume",
    { "resume/older-event": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return { ...start, replay: [...start.replay.slice(0, 1), ...start.replay] };
      },
    },
  ),
  fault(
    "nothing is replayed",
    { "resume/older-event": "info" },
    { start: (log, birth, id) => ({ ...sound.start(log, birth, id), replay: [] }) },
  ),
  fault(
    "the representation is sent on resume",
    { "resume/without-representation": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return start.replay.length > 0 ? { ...start, sent: true } : start;
      },
    },
  ),
  fault(
    "no representation for an unknown id",
    { "resume/unknown-id": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return id === undefined ? start : { ...start, sent: false };
      },
    },
  ),
  fault(
    "another resource's id counts as known",
    { "resume/id-of-another-resource": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return id?.startsWith("event-") === true ? { ...start, sent: false } : start;
      },
    },
  ),
  fault(
    "a resume goes on after a deletion",
    { "resume/across-deletion": "info" },
    {
      start: (log, birth, id) => {
        const start = sound.start(log, birth, id);
        return { ...start, replay: start.replay.filter(({ type }) => type !== "delete") };
      },
    },
  ),
  fault(
    "Event-ID always names the last event",
    { "resume/tells-whether": "info" },
    { start: (log, birth, id) => ({ ...sound.start(log, birth, id), id: log.at(-1)?.id ?? birth }) },
  ),
];
