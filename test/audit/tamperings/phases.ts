import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf, publish } from '../tampering.js';
import { swapped } from './by-operator.js';

/** What the timeline shows of an event. */
const shown = (type: string, { from, to, ...data }: any) =>
  type === 'PhaseRescheduled'
    ? { ...data, ...to, previousOpensAt: from.opensAt, previousClosesAt: from.closesAt }
    : data;

/** Changes what the last event of a type says, here and on the timeline; the operator signs again. */
const last = (type: string, change: (data: any) => void) =>
  asOperator((leaves, parts) => {
    const n = indexOf(leaves, type, -1);
    leaves[n] = changed(leaves[n]!, ({ data }) => {
      change(data);
      publish(parts, 'timeline', (rows) => {
        rows.find((row) => row.n === n).data = shown(type, data);
      });
    });
  });

/** Phases that are moved, opened again or cancelled, and results under revision. */
export const phaseCases: Case[] = [
  [
    'an option is suspended for what its idea is not',
    last('BallotOptionSuspended', (d) => {
      d.cause = 'hidden';
    }),
    { says: /suspended as hidden/ },
  ],
  [
    'an option is suspended whose idea nobody disqualified',
    last('BallotOptionSuspended', (d) => {
      d.ideaId = 'garden';
    }),
    { says: /suspended as disqualified/ },
  ],
  [
    'an option is restored that nobody hid',
    last('BallotOptionRestored', (d) => {
      d.ideaId = 'garden';
    }),
    { says: /no option garden to restore/ },
  ],
  [
    'a tally that counts what is disqualified',
    last('TallyClosed', (d) => {
      d.suspended = [];
    }),
    { says: /suspended/ },
  ],
  [
    'a phase is moved from where it was not',
    last('PhaseRescheduled', ({ from }) => {
      from.closesAt = '2026-06-02T00:00:00.000Z';
    }),
    { says: /from\.closesAt/ },
  ],
  [
    'a phase is made shorter, so that it ends tomorrow',
    last('PhaseRescheduled', ({ to }) => {
      to.opensAt = '2026-04-03T00:00:00.000Z';
      to.closesAt = '2026-04-03T09:00:00.000Z';
    }),
    { says: /NOTICE_TOO_SHORT/ },
  ],
  [
    'a phase is moved so that it opens in the past',
    last('PhaseRescheduled', ({ to }) => {
      to.opensAt = '2026-04-01T00:00:00.000Z';
    }),
    { says: /IN_THE_PAST/ },
  ],
  [
    'a phase is moved so that it ends before it begins',
    last('PhaseRescheduled', ({ to }) => {
      to.opensAt = '2026-06-20T00:00:00.000Z';
    }),
    { says: /INVALID_PERIOD/ },
  ],
  [
    'a phase is moved for no reason',
    last('PhaseRescheduled', (d) => {
      d.reason = '\u200b ';
    }),
    { says: /TEXT_REQUIRED/ },
  ],
  [
    'a phase is moved to what is no instant',
    last('PhaseRescheduled', ({ to }) => {
      to.closesAt = 'never';
    }),
    { says: /closesAt is no instant/ },
  ],
  [
    'a phase is opened again until yesterday',
    last('PhaseReopened', (d) => {
      d.closesAt = '2026-06-03T09:00:00.000Z';
    }),
    { says: /IN_THE_PAST/ },
  ],
  [
    'a phase is opened again at another moment than it was',
    last('PhaseReopened', (d) => {
      d.at = '2026-06-03T09:00:00.000Z';
    }),
    { says: /at is "2026-06-03/ },
  ],
  [
    'a phase is opened again that is not over',
    last('PhaseReopened', (d) => {
      d.phaseId = 'pb26.survey';
    }),
    { says: /PHASE_CANCELLED/ },
  ],
  [
    'a phase is opened again before its result is under revision',
    swapped('ResultsReopened', 'PhaseReopened'),
    { says: /RESULTS_CERTIFIED/ },
  ],
  [
    'the votes of a cancelled phase count',
    last('PhaseCancelled', (d) => {
      d.fateOfVotes = 'counted';
    }),
    { says: /fateOfVotes/ },
  ],
  [
    'a result is under revision, and nobody says why',
    last('ResultsReopened', (d) => {
      d.reason = '';
    }),
    { says: /TEXT_REQUIRED/ },
  ],
  [
    'the tally says another close',
    last('TallyClosed', (d) => {
      d.closedAt = '2026-06-09T00:00:00.000Z';
    }),
    { says: /closedAt/ },
  ],
  [
    'a consultation becomes a draft again, and nobody says why',
    last('ConsultationUnpublished', (d) => {
      d.reason = '';
    }),
    { says: /TEXT_REQUIRED/ },
  ],
];
