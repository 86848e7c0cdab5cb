import type { OnRecord, Stored, Violation, Wish } from '../history.js';
import type { Order } from './order.js';

/** What the log says of itself: dense, gapless, once, whole, and nothing that nobody wished. */
export function* checkLog(order: Order): Generator<Violation> {
  const { log } = order.history;
  yield* dense(log);
  yield* gapless(log);
  yield* once(log);
  for (const events of commandsIn(log)) yield* whole(order, events);
  yield* recorded(order);
}

function* dense(log: Stored[]): Generator<Violation> {
  for (const [i, { position }] of log.entries()) {
    if (position === i + 1) continue;
    const says = `position ${i + 1} is missing; ${position} follows`;
    return yield { rule: 'positions are dense', says };
  }
}

function* gapless(log: Stored[]): Generator<Violation> {
  const next = new Map<string, number>();
  for (const { stream, revision, position } of log) {
    const due = next.get(stream) ?? 0;
    next.set(stream, revision + 1);
    if (revision === due) continue;
    const says = `${stream} has revision ${revision} at position ${position}; ${due} was due`;
    yield { rule: 'revisions are gapless', says };
  }
}

function* once(log: Stored[]): Generator<Violation> {
  const seen = new Map<string, number>();
  for (const { element, eventId, position } of log)
    for (const name of [`element ${element}`, `event ${eventId}`]) {
      const before = seen.get(name);
      if (before === undefined) seen.set(name, position);
      else {
        const says = `${name} stands at positions ${before} and ${position}`;
        yield { rule: 'everything is recorded once', says };
      }
    }
}

/** Neighbours in the log that carry one command id. */
function commandsIn(log: Stored[]): Stored[][] {
  const runs: Stored[][] = [];
  for (const event of log) {
    const run = runs.at(-1);
    if (run?.[0]!.commandId === event.commandId) run.push(event);
    else runs.push([event]);
  }
  return runs;
}

function* whole(order: Order, events: Stored[]): Generator<Violation> {
  const { commandId, position } = events[0]!;
  const wishes = order.operationsOf.get(commandId)?.map(({ wish }) => wish) ?? [];
  const says = `command ${commandId} at position ${position}: ${events.map(named).join(', ')}`;
  if (wishes.length === 0) yield { rule: 'nothing is recorded that nobody wished', says };
  else if (!wishes.some((wish) => isAll(wish, events)))
    yield { rule: 'a command is whole', says: `${says} is not what was wished` };
}

const named = ({ stream, element }: Stored): string => `${element} in ${stream}`;

function isAll({ writes }: Wish, events: Stored[]): boolean {
  const wished = writes.flatMap(({ stream, elements }) =>
    elements.map((element) => ({ stream, element })),
  );
  const same = (i: number) =>
    wished[i]!.stream === events[i]!.stream && wished[i]!.element === events[i]!.element;
  return wished.length === events.length && wished.every((_, i) => same(i));
}

function* recorded({ history, placed, onRecord }: Order): Generator<Violation> {
  const rule = 'what is on record agrees with the events';
  for (const commandId of placed.keys())
    if (!onRecord.has(commandId))
      yield { rule, says: `${commandId} has events, and nothing is on record of it` };
  const last = lastRevisions(history.log);
  for (const one of history.onRecord) {
    const place = placed.get(one.commandId);
    if (!place) yield { rule, says: `${one.commandId} is on record, and has no events` };
    else if (!agrees(one, place.last, last.get(one.commandId)!))
      yield { rule, says: `${one.commandId} is on record as ${JSON.stringify(one)}` };
    else if (one.fingerprint !== place.operation.wish.fingerprint)
      yield { rule, says: `${one.commandId} is on record under the fingerprint of another wish` };
  }
}

/** By command id: the streams it wrote and its last revision in each. */
function lastRevisions(log: Stored[]): Map<string, Map<string, number>> {
  const last = new Map<string, Map<string, number>>();
  for (const { commandId, stream, revision } of log) {
    if (!last.has(commandId)) last.set(commandId, new Map());
    last.get(commandId)!.set(stream, revision);
  }
  return last;
}

function agrees(
  { position, revisions }: OnRecord,
  last: number,
  written: Map<string, number>,
): boolean {
  const said = Object.entries(revisions);
  const same = said.every(([stream, revision]) => written.get(stream) === revision);
  return position === last && same && said.length === written.size;
}
