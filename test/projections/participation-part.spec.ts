import {
  participationPart,
  type ParticipationPartRow,
} from '../../projections/participation-part.js';
import { basket, line, replacing, voteId, withdrawn } from '../arcueil.js';
import { corrected, paperBallot, recorded, voided } from '../papers.js';
import { invalidated, reinstated } from '../rulings.js';
import { seen, specsOf, type Told } from '../seen.js';
import { of, supportId, voteCast, voteChanged, voteWithdrawn } from '../supports.js';

type Fact = Told['fact'];
type Counts = [acts: number, began: number, ended: number];

/** A fact at a moment of a day in May, as it came through a channel. */
const at = (time: string, fact: Fact, channel = 'web'): Told => ({
  fact,
  ...{ recordedAt: `2026-05-${time}:00.000Z`, at: `2026-05-${time}:00.000Z`, channel },
});

const row = (
  kind: ParticipationPartRow['kind'],
  part: string,
  [acts, began, ended]: Counts,
  phaseId = voteId,
): ParticipationPartRow => ({ ...{ phaseId, kind, part }, ...{ acts, began, ended } });
const quarter = (time: string, counts: Counts, phaseId?: string) =>
  row('quarter', `2026-05-${time}Z`, counts, phaseId);
const channel = (name: string, counts: Counts, phaseId?: string) =>
  row('channel', name, counts, phaseId);
const area = (id: string, counts: Counts, phaseId?: string) => row('area', id, counts, phaseId);

const north = { envelopeAreaId: 'north' };
const bob = basket([line('garden')], north);
const more = basket([line('bench')], { ...north, basketRevision: 2, replaces: replacing(bob) });
const moved = basket([line('bench')], { basketRevision: 2, replaces: replacing(bob) });
const carol = basket([line('bench')], { voterRef: 'carol', envelopeAreaId: 'south' });
const ballot = { basket: replacing(bob) };

specsOf(participationPart, {
  BasketSubmitted: {
    'whoever submits a basket begins in that quarter of an hour, in the area whose money they spend':
      () =>
        seen(participationPart, at('20T10:14', bob), at('20T10:15', carol, 'api')).rows(
          quarter('20T10:00', [1, 1, 0]),
          channel('web', [1, 0, 0]),
          area('north', [1, 1, 0]),
          quarter('20T10:15', [1, 1, 0]),
          channel('api', [1, 0, 0]),
          area('south', [1, 1, 0]),
        ),
    'E05 a change of mind is one more act of somebody who takes part already': () =>
      seen(participationPart, at('20T10:14', bob), at('21T10:00', more)).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('web', [2, 0, 0]),
        area('north', [2, 1, 0]),
        quarter('21T10:00', [1, 0, 0]),
      ),
    'what is spent on no area counts where none is known; whoever changes areas leaves one': () =>
      seen(participationPart, at('20T10:14', bob), at('21T10:00', moved)).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('web', [2, 0, 0]),
        area('north', [1, 1, 1]),
        quarter('21T10:00', [1, 0, 0]),
        area('', [1, 1, 0]),
      ),
    'each phase counts its own': () =>
      seen(
        participationPart,
        at('20T10:14', bob),
        at('20T10:14', basket([], { phaseId: 'pb26.second' })),
      ).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('web', [1, 0, 0]),
        area('north', [1, 1, 0]),
        quarter('20T10:00', [1, 1, 0], 'pb26.second'),
        channel('web', [1, 0, 0], 'pb26.second'),
        area('', [1, 1, 0], 'pb26.second'),
      ),
    'what was imported counts when it was done': () =>
      seen(participationPart, {
        ...at('28T10:00', bob, 'import'),
        ...{ occurredAt: '2026-05-20T10:14:00.000Z', at: '2026-05-20T10:14:00.000Z' },
      }).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('import', [1, 0, 0]),
        area('north', [1, 1, 0]),
      ),
  },
  BasketWithdrawn: {
    'E06 whoever withdraws ends it, then and there; the act stays counted': () =>
      seen(participationPart, at('20T10:14', bob), at('21T23:59', withdrawn(bob))).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('web', [2, 0, 0]),
        area('north', [2, 1, 1]),
        quarter('21T23:45', [1, 0, 1]),
      ),
  },
  PaperBallotRecorded: {
    'E26 what stands on paper counts when the paper was given, however late it is written down':
      () =>
        seen(participationPart, at('22T09:00', paperBallot([line('bench')], north), 'api')).rows(
          quarter('20T10:00', [1, 1, 0]),
          channel('paper', [1, 0, 0]),
          area('north', [1, 1, 0]),
        ),
  },
  BallotInvalidated: {
    'E27 whose ballot is taken out takes part no longer from the ruling on; nobody acted': () => {
      const votes = { phaseId: supportId, basket: null, votes: [of('garden')] };
      seen(
        participationPart,
        at('20T10:14', voteCast('garden')),
        at('21T10:14', invalidated(votes)),
      ).rows(
        quarter('20T10:00', [1, 1, 0], supportId),
        channel('web', [1, 0, 0], supportId),
        area('', [1, 1, 1], supportId),
        quarter('21T10:00', [0, 0, 1], supportId),
      );
      return seen(
        participationPart,
        at('20T10:14', bob),
        at('21T10:14', invalidated(ballot), 'api'),
      ).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('web', [1, 0, 0]),
        area('north', [1, 1, 1]),
        quarter('21T10:00', [0, 0, 1]),
      );
    },
  },
  BallotReinstated: {
    'E27 reinstated, they take part again from then on': () =>
      seen(
        participationPart,
        at('20T10:14', bob),
        at('21T10:14', invalidated(ballot)),
        at('22T10:14', reinstated(ballot)),
      ).rows(
        quarter('20T10:00', [1, 1, 0]),
        channel('web', [1, 0, 0]),
        area('north', [1, 2, 1]),
        quarter('21T10:00', [0, 0, 1]),
        quarter('22T10:00', [0, 1, 0]),
      ),
  },
  OfflineVotesRecorded: {
    'T26 whoever votes on paper begins when the papers were collected; no area is known of them':
      () =>
        seen(participationPart, at('25T09:00', recorded())).rows(
          quarter('20T10:00', [0, 120, 0]),
          area('', [0, 120, 0]),
        ),
  },
  OfflineVotesCorrected: {
    'E25, T26 who was miscounted never took part: the day of the papers is put right': () =>
      seen(participationPart, at('25T09:00', recorded()), at('26T09:00', corrected())).rows(
        quarter('20T10:00', [0, 102, 0]),
        area('', [0, 102, 0]),
      ),
  },
  OfflineVotesVoided: {
    'whose papers are void never took part': () =>
      seen(participationPart, at('25T09:00', recorded()), at('26T09:00', voided())).rows(
        quarter('20T10:00', [0, 0, 0]),
        area('', [0, 0, 0]),
      ),
  },
  VoteCast: {
    'of a vote no area is known; whoever gives several begins once': () =>
      seen(
        participationPart,
        at('20T10:14', voteCast('garden')),
        at('20T10:16', voteCast('bench', 'up', { standing: 2 })),
      ).rows(
        quarter('20T10:00', [1, 1, 0], supportId),
        channel('web', [2, 0, 0], supportId),
        area('', [2, 1, 0], supportId),
        quarter('20T10:15', [1, 0, 0], supportId),
      ),
    'E10 whoever has to give two begins with the second': () =>
      seen(
        participationPart,
        at('20T10:14', voteCast('garden', 'up', { counted: [] })),
        at(
          '21T10:14',
          voteCast('bench', 'up', { standing: 2, counted: [of('bench'), of('garden')] }),
        ),
      ).rows(
        quarter('20T10:00', [1, 0, 0], supportId),
        channel('web', [2, 0, 0], supportId),
        area('', [2, 1, 0], supportId),
        quarter('21T10:00', [1, 1, 0], supportId),
      ),
  },
  VoteChanged: {
    'E05 a change of mind is one more act': () =>
      seen(
        participationPart,
        at('20T10:14', voteCast('garden')),
        at('20T10:14', voteChanged('garden', ['up', 'down'])),
      ).rows(
        quarter('20T10:00', [2, 1, 0], supportId),
        channel('web', [2, 0, 0], supportId),
        area('', [2, 1, 0], supportId),
      ),
  },
  VoteWithdrawn: {
    'E06 whoever takes the last one back ends it': () =>
      seen(
        participationPart,
        at('20T10:14', voteCast('garden')),
        at('21T10:14', voteWithdrawn('garden')),
      ).rows(
        quarter('20T10:00', [1, 1, 0], supportId),
        channel('web', [2, 0, 0], supportId),
        area('', [2, 1, 1], supportId),
        quarter('21T10:00', [1, 0, 1], supportId),
      ),
  },
});
