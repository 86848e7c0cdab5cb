import { phase, type PhaseRow } from '../../projections/phase.js';
import {
  added,
  cancelled,
  closed,
  configured,
  fact,
  ideation,
  ideationId,
  opened,
  priced,
  reopened,
  rescheduled,
  vote,
  voteId,
  votingRules,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const planned: PhaseRow = {
  ...vote,
  consultationId: 'pb26',
  status: 'planned',
  openedAt: null,
  closedAt: null,
  closeReason: null,
  cancelledAt: null,
  cancelReason: null,
  earlierWindows: [],
  rulesVersion: null,
  tallyVisibility: 'hidden_until_close',
  voting: null,
  configVersion: null,
  optionsHash: null,
};
const other = { phaseId: ideationId, status: 'planned', openedAt: null, closedAt: null } as const;

specsOf(phase, {
  PhaseAdded: {
    'a phase is planned as announced, its counts hidden until the rules in force say otherwise':
      () => seen(phase, added(vote)).rows(planned),
  },
  VotingConfigured: {
    'it shows the latest configuration of its vote': () =>
      seen(
        phase,
        added(ideation),
        added(vote),
        configured(),
        configured({ configVersion: 2, maxItems: 3 } as never),
      ).rows(
        { ...other, voting: null },
        { ...planned, voting: { ...votingRules, maxItems: 3 }, configVersion: 2 },
      ),
  },
  CostsPublished: {
    'it shows the digest of its published prices': () =>
      seen(phase, added(vote), priced()).rows({
        ...planned,
        optionsHash: priced().data.optionsHash,
      }),
  },
  PhaseRescheduled: {
    'E38 it has another window': () =>
      seen(phase, added(vote), rescheduled({ closesAt: '2026-06-08T00:00:00.000Z' })).rows({
        ...planned,
        closesAt: '2026-06-08T00:00:00.000Z',
      }),
  },
  PhaseReopened: {
    'E38c it is open anew, and shows when it was open before': () =>
      seen(
        phase,
        added(vote),
        opened(vote),
        closed(vote),
        reopened('2026-06-05T00:00:00.000Z'),
      ).rows({
        status: 'open',
        opensAt: vote.opensAt,
        openedAt: '2026-06-05T00:00:00.000Z',
        closesAt: '2026-06-20T00:00:00.000Z',
        closedAt: null,
        earlierWindows: [{ opensAt: vote.opensAt, closesAt: vote.closesAt }],
      }),
  },
  PhaseCancelled: {
    'E48 it is cancelled, and says why': () =>
      seen(phase, added(vote), opened(vote), cancelled('2026-05-20T00:00:00.000Z')).rows({
        status: 'cancelled',
        cancelledAt: '2026-05-20T00:00:00.000Z',
        cancelReason: 'The budget was cut.',
      }),
  },
  PhaseOpened: {
    'it is open, under the rules that it froze': () =>
      seen(
        phase,
        added(ideation),
        added(vote),
        fact('PhaseOpened', { ...opened(vote).data, rulesVersion: 4, tallyVisibility: 'always' }),
      ).rows(other, {
        ...planned,
        status: 'open',
        openedAt: vote.opensAt,
        rulesVersion: 4,
        tallyVisibility: 'always',
      }),
  },
  PhaseClosed: {
    'at its end it is closed, as of its announced instant': () =>
      seen(phase, added(ideation), added(vote), opened(vote), closed(vote)).rows(other, {
        status: 'closed',
        openedAt: vote.opensAt,
        closedAt: vote.closesAt,
        closeReason: null,
      }),
    'before its end it is closed with the public reason': () =>
      seen(
        phase,
        added(vote),
        opened(vote),
        fact('PhaseClosed', {
          phaseId: voteId,
          at: '2026-05-20T12:00:00.000Z',
          cause: 'manual',
          reason: 'A flood.',
        }),
      ).rows({
        status: 'closed',
        closesAt: vote.closesAt,
        closedAt: '2026-05-20T12:00:00.000Z',
        closeReason: 'A flood.',
      }),
  },
});
