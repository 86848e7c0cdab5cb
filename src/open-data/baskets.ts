import { basketTally, type BasketTallyRow } from '../../projections/basket-tally.js';
import { myBallot, type MyBallotRow } from '../../projections/my-ballot.js';
import type { PhaseRow } from '../../projections/phase.js';
import { ballotsAreOpen } from '../views/visibility.js';
import { shownIdeas } from './ideas.js';
import type { PublicReader } from './reader.js';
import type { Table } from './table.js';

/** What one basket chooses, and how many baskets choose just that. */
export interface BasketGroup {
  envelopeAreaId: string | null;
  /** In the order of preference, where the ballot has one, else of ideas. */
  lines: { ideaId: string; votes: number }[];
  count: number;
}

const PAGE = 5_000;

/** Phases whose ballots everybody may read, then as now. */
export const openPhases = async (reader: PublicReader): Promise<PhaseRow[]> => {
  const now = new Set((await reader.phasesNow()).filter(ballotsAreOpen).map((p) => p.phaseId));
  return (await reader.phases()).filter((row) => ballotsAreOpen(row) && now.has(row.phaseId));
};

/**
 * The baskets of a phase that stand, in the order of what they choose: nothing tells whose one is, or when it
 * was submitted. Options that count nothing are left out.
 */
export const basketGroups = async (
  reader: PublicReader,
  { phaseId, voting }: PhaseRow,
): Promise<BasketGroup[]> => {
  const isOrdered = voting?.ballotType === 'ordinal';
  const counting = await countingIdeas(reader, phaseId);
  const groups = new Map<string, BasketGroup>();
  for await (const { envelopeAreaId, lines } of baskets(reader, phaseId)) {
    const chosen = lines
      .filter(({ ideaId }) => counting.has(ideaId))
      .map(({ ideaId, votes }) => ({ ideaId, votes }))
      .sort((a, b) => (isOrdered ? b.votes - a.votes : 0) || (a.ideaId < b.ideaId ? -1 : 1));
    const id = JSON.stringify([envelopeAreaId, chosen]);
    const group = groups.get(id) ?? { envelopeAreaId, lines: chosen, count: 0 };
    groups.set(id, { ...group, count: group.count + 1 });
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
};

const countingIdeas = async (reader: PublicReader, phaseId: string): Promise<Set<string>> => {
  const shown = new Set((await shownIdeas(reader)).map(({ ideaId }) => ideaId));
  const tallies = await reader.ask<BasketTallyRow>({ view: basketTally, where: { phaseId } });
  const counting = tallies.filter((row) => row.suspended === null && shown.has(row.ideaId));
  return new Set(counting.map(({ ideaId }) => ideaId));
};

async function* baskets(reader: PublicReader, phaseId: string): AsyncGenerator<MyBallotRow> {
  for (let after: string[] | undefined; ;) {
    const rows: MyBallotRow[] = await reader.count<MyBallotRow>({
      ...{ view: myBallot, where: { phaseId, status: 'submitted' }, order: ['voterRef'] },
      ...{ first: PAGE, ...(after && { after }) },
    });
    yield* rows;
    if (rows.length < PAGE) return;
    after = [rows.at(-1)!.voterRef];
  }
}

const columns = ['phase_id', 'basket', 'envelope_area', 'idea_id', 'votes'] as const;

/** What each basket holds, a line for each of its options, where everybody may read ballots. */
export const basketsTable = async (reader: PublicReader): Promise<Table> => ({
  columns,
  rows: rowsOf(reader),
});

async function* rowsOf(reader: PublicReader) {
  for (const row of await openPhases(reader)) {
    let basket = 0;
    for (const { envelopeAreaId, lines, count } of await basketGroups(reader, row))
      for (let i = 0; i < count; i++) {
        basket++;
        const blank = [{ ideaId: '', votes: '' as number | '' }];
        for (const { ideaId, votes } of lines.length ? lines : blank)
          yield [row.phaseId, basket, envelopeAreaId ?? '', ideaId, votes];
      }
  }
}
