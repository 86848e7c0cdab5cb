import type { ViewEvent } from '../../projections/projection.js';
import { repriced } from '../domain/idea/decide-cost.js';
import type { CahierFact, FactOf } from '../domain/events.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';
import { demandSame } from './demand-same.js';

/** Each new price on a ballot, held to the correction of its idea's price, and each correction to what follows. */
export class Repricings {
  #awaited: { fact: CahierFact; act: string } | undefined;

  /** Throws a BundleFault where a correction is not followed by the price on the ballot, or the latter by itself. */
  demandFollowed(event: ViewEvent, place: Place): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    const isPrice = event.type === 'BallotOptionRepriced';
    if (isPrice !== (awaited !== undefined) || (awaited && awaited.act !== event.commandId))
      throw mismatch('A price on a ballot changes with its correction, in the same act.', place);
    if (awaited) demandSame(awaited.fact, event, place);
    if (event.type !== 'IdeaCostCorrected') return;
    const data = event.data as FactOf<'IdeaCostCorrected'>['data'];
    this.#awaited = { fact: repriced(data, event.at), act: event.commandId };
  }
}
