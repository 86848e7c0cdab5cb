import type { BasketTallyRow } from '../../projections/basket-tally.js';
import { mergedIn, type VotesOfIdea } from '../../projections/counted.js';
import type { VoteTallyRow } from '../../projections/vote-tally.js';
import type { PhaseParticipationRow } from '../../projections/phase-participation.js';
import { highestPrice, lowestPrice } from '../domain/consultation/prices.js';
import type { Consultation, PhaseState } from '../domain/consultation/state.js';
import { mismatch } from '../ledger/verify/fault.js';
import { difference, differenceText } from './difference.js';
import { PARTICIPATION, TALLY, VOTES, type PublishedViews, type Row } from './published.js';
import type { SecretCounts } from './secret-counts.js';

/**
 * Holds the counts published for everybody to what can be known without the ballots: who took part, how
 * many baskets, and that money is what the prices make of the picks.
 */
export const demandAttendance = (
  published: ReadonlyMap<string, Row[]>,
  secret: SecretCounts,
  { phases }: Consultation,
  views: PublishedViews,
): void => {
  const tally = published.get(TALLY) as unknown as BasketTallyRow[];
  const participation = published.get(PARTICIPATION) as unknown as PhaseParticipationRow[];
  const told = Object.values(phases).filter(
    ({ phaseId, options, voting }) =>
      (options || voting?.ballotType === 'support') && views.isTold(phaseId),
  );
  const tallied = (phaseId: string, ideaId: string): BasketTallyRow | undefined =>
    tally.find((row) => row.phaseId === phaseId && row.ideaId === ideaId);
  const onPaper = (phaseId: string, ideaId: string) => {
    const own = views.tally(phaseId).find((row) => row.ideaId === ideaId);
    return { offlinePicks: own?.offlinePicks ?? 0, offlineVotes: own?.offlineVotes ?? 0 };
  };
  const money = told
    .flatMap((phase) =>
      [...(phase.options?.keys() ?? [])].map((ideaId) => ({
        phaseId: phase.phaseId,
        ideaId,
        moneyPicked: moneyFor(phase, tallied(phase.phaseId, ideaId), ideaId),
        ...onPaper(phase.phaseId, ideaId),
        suspended: phase.suspended[ideaId] ?? null,
      })),
    )
    .sort((a, b) => order(a.phaseId, b.phaseId) || order(a.ideaId, b.ideaId));
  demand(
    TALLY,
    money.map((row, i) => {
      const { picks, votes } = tally[i] ?? {};
      const counted = row.suspended === null ? (picks ?? 0) + row.offlinePicks : 0;
      return { ...row, picks, votes, counted };
    }),
    tally,
  );
  const attended = (phaseId: string) => {
    const offlineVoters = views.offlineVoters(phaseId);
    const { participants, acts } = secret.attendance(phaseId);
    return { participants: participants + offlineVoters, offlineVoters, acts };
  };
  const rows = told
    .map(({ phaseId }) => ({
      phaseId,
      ...attended(phaseId),
      totalSpend: money
        .filter((row) => row.phaseId === phaseId)
        .reduce((sum, { moneyPicked }) => sum + moneyPicked, 0),
    }))
    .sort((a, b) => order(a.phaseId, b.phaseId));
  demand(
    PARTICIPATION,
    rows.map((row, i) => ({ ...row, blankBaskets: participation[i]?.blankBaskets })),
    participation,
  );
  demandBlanks(participation, phases);
  demandVotes(published.get(VOTES) as unknown as VotesRow[], { secret, told, views });
};

/** What picks cost: at one price that is certain, and where it was corrected it lies between the prices. */
const moneyFor = (
  phase: PhaseState,
  row: Pick<BasketTallyRow, 'picks' | 'moneyPicked'> | undefined,
  ideaId: string,
): number => {
  const { picks = 0, moneyPicked = 0 } = row ?? {};
  const [least, most] = [lowestPrice(phase, ideaId), highestPrice(phase, ideaId)];
  return Math.min(Math.max(moneyPicked, picks * least), picks * most);
};

type VotesRow = VoteTallyRow & VotesOfIdea;

/** Votes are published of phases whose counts are told, and are no more than those that count. */
const demandVotes = (
  rows: VotesRow[],
  { secret, told, views }: { secret: SecretCounts; told: PhaseState[]; views: PublishedViews },
): void => {
  const support = told.filter(({ voting }) => voting?.ballotType === 'support');
  for (const { phaseId } of support) {
    const own = rows.filter((row) => row.phaseId === phaseId);
    const sum = own.reduce((all, { up, down, neutral }) => all + up + down + neutral, 0);
    if (sum > secret.votesIn(phaseId))
      throw mismatch(`More votes are published of ${phaseId} than there are.`, { file: VOTES });
  }
  const missing = views
    .votesRows()
    .filter((row) => !rows.some((r) => r.phaseId === row.phaseId && r.ideaId === row.ideaId));
  const expected = [...rows, ...missing.map((row) => ({ ...row, ...views.counted(row) }))].filter(
    ({ phaseId }) => support.some((p) => p.phaseId === phaseId),
  );
  demand(
    VOTES,
    [...expected]
      .sort((a, b) => order(a.phaseId, b.phaseId) || order(a.ideaId, b.ideaId))
      .map((row) => wellFormed(row, views, rows)),
    rows,
  );
};

/** A row as it must be: whole numbers, and what counts of them by what became of the idea. */
const wellFormed = (
  { phaseId, ideaId, up, down, neutral, invalidated, ...row }: VotesRow,
  views: PublishedViews,
  rows: VotesRow[],
) => {
  const onPaper = views.votesOnPaper(phaseId, ideaId);
  const merged = mergedIn(row);
  const whole = [up, down, neutral, invalidated, ...Object.values(merged)].every(
    (n) => Number.isSafeInteger(n) && n >= 0,
  );
  if (!whole) throw mismatch('A number of votes is not one.', { file: VOTES });
  const sources = views.sourcesOf(ideaId);
  const known = rows.filter((r) => r.phaseId === phaseId && sources.includes(r.ideaId));
  for (const value of ['up', 'down', 'neutral'] as const)
    if (merged[value] > known.reduce((sum, r) => sum + r[value], 0))
      throw mismatch(`More votes come to ${ideaId} by merges than there are.`, { file: VOTES });
  const own = { phaseId, ideaId, up, down, neutral, invalidated, ...onPaper };
  return views.counted(own, merged);
};

/** A basket can be blank only where the rules ask for no option. */
const demandBlanks = (rows: PhaseParticipationRow[], phases: Consultation['phases']): void => {
  for (const { phaseId, participants, offlineVoters, blankBaskets } of rows) {
    const most = phases[phaseId]!.voting?.minItems === 0 ? participants - offlineVoters : 0;
    if (!(Number.isSafeInteger(blankBaskets) && blankBaskets >= 0 && blankBaskets <= most))
      throw mismatch(
        `What is published cannot be: at most ${most} baskets of ${phaseId} are blank.`,
        { file: PARTICIPATION },
      );
  }
};

const demand = (file: string, expected: object[], found: object[]): void => {
  const differing = difference(expected, found);
  if (differing)
    throw mismatch(`What is published cannot be: ${differenceText(differing)}.`, { file });
};

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
