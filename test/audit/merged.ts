import type { Command } from '../../src/domain/commands.js';
import type { CountedVotes, SuspendedOption } from '../../src/domain/tally/events.js';
import { consultationId, organisationId } from '../arcueil.js';
import { story, type Step } from '../story.js';
import { cast, supportId } from '../supports.js';

const on = (at: string, ...wishes: Command[]): Step[] =>
  wishes.map((wish) => ({ at: `${at}T09:00:00.000Z`, wish: () => wish }));
const phase = { consultationId, phaseId: supportId };
const onIdea = (ideaId: string) => ({ organisationId, consultationId, ideaId });

/** The story up to the middle of its support phase, in which two votes at least must be given. */
const begun = story.slice(
  0,
  story.findIndex(({ wish }) => wish([]).type === 'PublishCosts'),
);
const more = [
  ...[cast('bench', 'up', { voterRef: 'dan' }), cast('lamps', 'down', { voterRef: 'dan' })],
  ...[cast('bench', 'up', { voterRef: 'fay' }), cast('garden', 'down', { voterRef: 'fay' })],
];
const close = (votes: CountedVotes & { suspended: SuspendedOption[] }): Command => ({
  ...{ type: 'CloseTally', ...phase, upToPosition: '21', baskets: 0, counts: [], votes },
});
const said = (ideaId: string, up: number, down: number) => ({
  ...{ ideaId, up, down, neutral: 0, counted: up + down },
});

/** Bob and Fay say something of the garden; Dan of what is merged into it, lamps last. */
export const united: Step[] = [
  ...begun,
  ...on('2026-04-03', ...more, {
    ...{ type: 'MergeIdeas', ...onIdea('garden'), sourceIdeaIds: ['bench', 'lamps'] },
    ...{ votePolicy: 'union_distinct_voters', reason: 'One place.', movingIds: [] },
  }),
  ...on(
    '2026-05-02',
    { type: 'ClosePhase', ...phase },
    close({
      voters: 3,
      counts: [said('garden', 1, 2)],
      suspended: ['bench', 'lamps'].map((ideaId) => ({ ideaId, why: 'merged' })),
    }),
  ),
];

/** Then the lamps stand by themselves again. */
export const apart: Step[] = [
  ...united,
  ...on(
    '2026-05-03',
    {
      ...{ type: 'UnmergeIdea', ...onIdea('lamps'), reason: 'Another place.' },
      ...{ targetIdeaId: 'garden', movingIds: [] },
    },
    close({
      voters: 3,
      counts: [said('garden', 2, 1), said('lamps', 0, 1)],
      suspended: [{ ideaId: 'bench', why: 'merged' }],
    }),
  ),
];
