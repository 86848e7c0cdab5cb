import type { Answer, AppendCall, Rule, Violation } from '../history.js';
import {
  isAcknowledged,
  mayBeRecorded,
  timelineOf,
  type Operation,
  type Order,
  type Placed,
} from './order.js';

/** What appending answered, held against what stands in the log. */
export function* checkAnswers(order: Order): Generator<Violation> {
  for (const operation of order.operations) yield* answered(order, operation);
  for (const place of order.placed.values()) yield* expected(order, place);
  yield* inTime(order);
  for (const call of order.appends) {
    if (call.answer.status === 'conflict') yield* explained(order, call, call.answer);
    yield* oneWish(order, call);
  }
}

/** The operation's place in the log, if it is this wish that stands there under its id. */
function placeOf({ placed }: Order, operation: Operation): Placed | undefined {
  const place = placed.get(operation.wish.commandId);
  return place?.operation === operation ? place : undefined;
}

function* answered(order: Order, operation: Operation): Generator<Violation> {
  const { calls, wish, end } = operation;
  const place = placeOf(order, operation);
  for (const { answer } of calls)
    if (isAcknowledged(answer) && !stands(order, place, answer))
      yield because('what was acknowledged stands where it was said', wish, answer);
  if (place && !calls.some(({ answer }) => mayBeRecorded(answer)))
    yield because('what was refused is not recorded', wish, calls.at(-1)!.answer);
  const appended = calls.filter(({ answer }) => answer.status === 'appended');
  if (appended.length > 1 || appended.some(({ began }) => began > end))
    yield because('everything is recorded once', wish, appended.at(-1)!.answer);
}

const because = (rule: Rule, { commandId }: { commandId: string }, answer: Answer): Violation => ({
  rule,
  says: `${commandId} was answered ${JSON.stringify(answer)}`,
});

function stands(
  order: Order,
  place: Placed | undefined,
  answer: Extract<Answer, { position: number }>,
): boolean {
  const last = place && order.all.entries[place.last - 1];
  if (!last || answer.position !== last.position) return false;
  const { commandId } = place.operation.wish;
  const said = Object.entries(answer.revisions);
  const stood = ([stream, revision]: [string, number]) =>
    timelineOf(order, stream).entries[revision]?.commandId === commandId &&
    timelineOf(order, stream).entries[revision + 1]?.commandId !== commandId;
  return said.length === place.operation.wish.writes.length && said.every(stood);
}

/** Each stream that a command wrote or checked was then as long as the command expected. */
function* expected(order: Order, { first, operation }: Placed): Generator<Violation> {
  const { writes, checks, commandId } = operation.wish;
  for (const { stream, expect } of [...writes, ...checks]) {
    const length = timelineOf(order, stream).lengthBefore(first);
    if (expect === 'any' || length === (expect === 'none' ? 0 : expect + 1)) continue;
    const says = `${commandId} at position ${first} expected ${expect} of ${stream}, which had ${length} events`;
    yield { rule: 'what was appended was as expected', says };
  }
}

/** No command was over before one began that stands before it in the log. */
function* inTime({ history, placed }: Order): Generator<Violation> {
  let latest: Placed | undefined;
  for (const { commandId, position } of history.log) {
    const place = placed.get(commandId);
    if (place?.first !== position) continue;
    const { wish, start, end } = place.operation;
    if (latest && end < latest.operation.start) {
      const says = `${wish.commandId} at ${position} was over before ${latest.operation.wish.commandId} at ${latest.first} began`;
      yield { rule: 'order agrees with time', says };
    }
    if (start !== Infinity && start > (latest?.operation.start ?? -Infinity)) latest = place;
  }
}

/** The stream can have been as long as a conflict said, while it was asked for, and that was no match. */
function* explained(
  order: Order,
  { wish, began, ended }: AppendCall,
  { conflicts }: Extract<Answer, { status: 'conflict' }>,
): Generator<Violation> {
  const rule = 'a conflict can be explained';
  if (conflicts.length === 0) yield { rule, says: `${wish.commandId} conflicts with nothing` };
  for (const { stream, expected, actual } of conflicts) {
    const line = [...wish.writes, ...wish.checks].find((one) => one.stream === stream);
    const length = actual === 'none' ? 0 : actual + 1;
    const timeline = timelineOf(order, stream);
    const possible = timeline.leastAt(began) <= length && timeline.canHave(length, ended);
    const asked = line?.expect === expected && expected !== 'any' && expected !== actual;
    if (!possible || !asked) {
      const says = `${wish.commandId} was told that ${stream} is at ${actual}, not ${expected}`;
      yield { rule, says };
    }
  }
}

/** Once a wish is acknowledged its id gives the same answer, and no other wish has it. */
function* oneWish(
  { operationsOf }: Order,
  { wish, answer, began, ended }: AppendCall,
): Generator<Violation> {
  const rule = 'an id stands for one wish';
  const of = operationsOf.get(wish.commandId)!;
  const own = of.find((one) => one.wish.fingerprint === wish.fingerprint)!;
  const others = of.filter((one) => one !== own);
  const refused = answer.status === 'conflict' || answer.status === 'idempotency_conflict';
  if (refused && own.end < began)
    yield { rule, says: `${wish.commandId} was ${answer.status} after it was acknowledged` };
  if (answer.status === 'conflict' && others.some(({ end }) => end < began))
    yield { rule, says: `${wish.commandId} was judged anew for another wish` };
  if (answer.status === 'idempotency_conflict' && !others.some(({ start }) => start <= ended))
    yield { rule, says: `${wish.commandId} was refused for a wish that nobody had made` };
}
