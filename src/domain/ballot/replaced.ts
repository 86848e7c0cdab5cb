import type { Replaced } from './events.js';
import type { Ballot } from './state.js';

/** What a later fact says of the basket that stands; null where there is none. */
export const replaced = ({ basket, revision }: Ballot): Replaced | null =>
  basket && {
    basketRevision: revision,
    envelopeAreaId: basket.envelopeAreaId,
    lines: basket.lines.map(({ ideaId, unitCost, votes }) => ({ ideaId, unitCost, votes })),
  };
