import type { BallotType, VotingRules } from '../domain/consultation/events.js';
import type { Consultation } from '../domain/consultation/state.js';
import { methodTrouble, votingTroubles } from '../domain/consultation/voting.js';
import { reasons, type Id } from '../domain/fact.js';
import { held } from '../domain/plain.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';

const ballotTypes: Record<BallotType, true> = {
  ...{ approval: true, cumulative: true },
  ...{ ordinal: true, budget: true, support: true },
};

/**
 * Throws a BundleFault where voting rules change after the opening, or contradict themselves. Areas and
 * topics stand in the organisation's own log, so whether those are declared is not asked.
 */
export const demandConfigured = (
  { phases }: Consultation,
  { phaseId, configVersion, ...rules }: VotingRules & { phaseId: Id; configVersion: number },
  place: Place,
): void => {
  const phase = held(phases, phaseId);
  if (phase?.status !== 'planned')
    throw mismatch('The rules do not allow this VotingConfigured: VOTING_RULES_FROZEN.', place);
  if (!Object.hasOwn(ballotTypes, rules.ballotType))
    throw mismatch(`Nobody knows ballots of the type ${rules.ballotType}.`, place);
  const [trouble] = reasons(
    methodTrouble(phase.method, rules.ballotType),
    ...votingTroubles(rules),
  );
  if (trouble)
    throw mismatch(
      `The rules do not allow this VotingConfigured: ${trouble.code} ${trouble.message}`,
      place,
    );
  const expected = (phase.voting?.configVersion ?? 0) + 1;
  if (configVersion !== expected)
    throw mismatch(`configVersion is ${configVersion}, and should be ${expected}.`, place);
};
