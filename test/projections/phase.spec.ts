import { phase } from '../../projections/phase.js';
import {
  added,
  closed,
  configured,
  fact,
  ideation,
  ideationId,
  opened,
  priced,
  vote,
  voteId,
  votingRules,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const planned = {
  ...vote,
  consultationId: 'pb26',
  status: 'planned',
  openedAt: null,
  closedAt: null,
  closeReason: null,
  rulesVersion: null,
  tallyVisibility: 'hidden_until_close',
  voting: null,
  configVersion: null,
  optionsHash: null,
} as const;
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
