import { describe, expect, test } from '@jest/globals';
import type { MergeIdeas, UnmergeIdea } from '../../src/domain/idea/commands.js';
import { ideaStream, type Idea } from '../../src/domain/idea/state.js';
import {
  admitted,
  alike,
  closed,
  configured,
  consultation,
  consultationId,
  fact,
  hidden,
  merged,
  mergedInto,
  notAlike,
  options,
  organisationId,
  priced,
  restored,
  submittedIdea,
  suspended,
  takenBack,
  unmerged,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { given } from '../given.js';
import { supportId, supporting } from '../supports.js';

const on = (ideaId: string) => ({ organisationId, consultationId, ideaId });
const known = given(
  ...consultation,
  ...['garden', 'bench', 'lamps', 'pond'].map((id) => submittedIdea(id)),
);
const merge = (
  ideaId: string,
  sourceIdeaIds: string[],
  over: Partial<MergeIdeas> = {},
): MergeIdeas => ({
  type: 'MergeIdeas',
  ...on(ideaId),
  sourceIdeaIds,
  votePolicy: 'invite_revote',
  reason: ' All for the same place. ',
  movingIds: [],
  ...over,
});
const unmerge = (
  ideaId: string,
  targetIdeaId: string,
  over: Partial<UnmergeIdea> = {},
): UnmergeIdea => ({
  type: 'UnmergeIdea',
  ...on(ideaId),
  reason: 'It can stand alone.',
  targetIdeaId,
  movingIds: [],
  ...over,
});
const toIdea = (ideaId: string) => ({ to: `idea ${ideaId}` });

describe('merging ideas', () => {
  test('E18b the one that goes on and each that is taken in know of it, and voters are asked anew unless said otherwise', () =>
    known
      .when(merge('garden', ['bench', 'lamps']))
      .then(
        merged('garden', 'bench', 'lamps'),
        { ...mergedInto('bench', 'garden'), ...toIdea('bench') },
        { ...mergedInto('lamps', 'garden'), ...toIdea('lamps') },
      ));

  test('E18 voters are counted once over all of them where that was chosen', () => {
    const votePolicy = 'union_distinct_voters' as const;
    const { decision } = known.when(merge('garden', ['bench'], { votePolicy }));
    expect(decision).toMatchObject({
      facts: [{ data: { merged: [{ votePolicy }], unitedIn: [] } }, { data: { votePolicy } }],
    });
    const supported = given(...supporting());
    expect(supported.when(merge('garden', ['bench'], { votePolicy })).decision).toMatchObject({
      facts: [{ data: { unitedIn: [supportId] } }, {}],
    });
  });

  test('what an idea had taken in before comes along: no chain is longer than one', () =>
    known
      .and(merge('bench', ['lamps']))
      .when(merge('garden', ['bench'], { movingIds: ['lamps'] }))
      .then(
        fact('IdeasMerged', {
          ideaId: 'garden',
          merged: [
            { ideaId: 'bench', votePolicy: 'invite_revote', via: null },
            { ideaId: 'lamps', votePolicy: 'invite_revote', via: 'bench' },
          ],
          reason: 'All for the same place.',
        }),
        { ...mergedInto('bench', 'garden'), ...toIdea('bench') },
        { ...mergedInto('lamps', 'garden', 'bench'), ...toIdea('lamps') },
      ));

  test('the same merge again is nothing new', () =>
    known
      .and(merge('garden', ['bench']))
      .when(merge('garden', ['bench']))
      .then());

  test('E20 not while people vote on any of them', () => {
    const refusal = ['MERGE_DURING_VOTE', { phaseIds: [voteId] }] as const;
    const ideas = ['garden', 'pond'].map((id) => submittedIdea(id));
    const open = given(...ideas, admitted(), ...voting());
    open.when(merge('garden', ['pond'])).refused(...refusal);
    open.when(merge('pond', ['garden'])).refused(...refusal);
    open
      .and(closed(vote))
      .when(merge('pond', ['garden']))
      .then(merged('pond', 'garden'), { ...mergedInto('garden', 'pond'), ...toIdea('garden') });
  });

  test('an idea that is taken in leaves the ballot that is announced, and comes back to it', () => {
    const announced = known.and(configured(), priced(options), admitted());
    announced
      .when(merge('pond', ['garden']))
      .then(
        merged('pond', 'garden'),
        { ...mergedInto('garden', 'pond'), ...toIdea('garden') },
        { ...suspended('garden', 'merged'), to: 'consultation' },
      );
    announced
      .and(merge('pond', ['garden']))
      .when(unmerge('garden', 'pond'))
      .then(
        unmerged('garden', 'garden', 'pond'),
        { ...unmerged('pond', 'garden', 'pond'), ...toIdea('pond') },
        { ...restored('garden'), to: 'consultation' },
      );
  });

  test('every reason why not is told at once', () => {
    const gone = known.and(hidden('bench'), takenBack('lamps'), merge('pond', ['garden']));
    gone
      .when(merge('pond', ['bench', 'lamps', 'pond', 'nothing', 'bench'], { reason: '' }))
      .refusedTogether(
        ['IDEA_NOT_VOTABLE', { ideaId: 'bench', cause: 'hidden' }, 'sourceIdeaIds.0'],
        ['IDEA_NOT_VOTABLE', { ideaId: 'lamps', cause: 'withdrawn' }, 'sourceIdeaIds.1'],
        ['SAME_IDEA', {}, 'sourceIdeaIds.2'],
        ['IDEA_UNKNOWN', { ideaId: 'nothing' }, 'sourceIdeaIds.3'],
        ['SAME_IDEA', {}, 'sourceIdeaIds.4'],
        ['IDEA_NOT_VOTABLE', { ideaId: 'bench', cause: 'hidden' }, 'sourceIdeaIds.4'],
        ['TEXT_REQUIRED', {}, 'reason'],
      );
    const isMerged = { ideaId: 'garden', targetId: 'pond' };
    gone
      .when(merge('garden', ['bench']))
      .refusedTogether(
        ['IDEA_MERGED', isMerged, 'ideaId'],
        ['IDEA_NOT_VOTABLE', { ideaId: 'bench', cause: 'hidden' }],
      );
    known.when(merge('garden', [])).refused('SOURCE_REQUIRED', {}, 'sourceIdeaIds');
    const many = Array.from({ length: 21 }, (_, i) => `idea-${i}`);
    given(...consultation, submittedIdea(), ...many.map((id) => submittedIdea(id)))
      .when(merge('garden', many))
      .refused('TOO_MANY_SOURCES', { max: 20 }, 'sourceIdeaIds');
  });

  test('what changed since the server looked is decided anew', () =>
    known
      .and(merge('bench', ['lamps']))
      .when(merge('garden', ['bench']))
      .refused('MERGE_CHANGED'));
});

describe('an idea that was taken in', () => {
  const taken = known.and(merge('garden', ['bench']));
  const isMerged = ['IDEA_MERGED', { ideaId: 'bench', targetId: 'garden' }] as const;

  test('E18 is put on no ballot, not revised, and not taken back', () => {
    taken
      .and(configured())
      .when({ type: 'AdmitToBallot', ...on('bench'), phaseId: voteId })
      .refused(...isMerged);
    taken
      .when({
        type: 'ReviseIdea',
        ...on('bench'),
        authorRef: null,
        kind: 'editorial',
        reason: 'A word.',
        text: { title: 'A bench', body: '', locale: 'en' },
      })
      .refused(...isMerged);
    taken.when({ type: 'WithdrawIdea', ...on('bench'), authorRef: 'anna' }).refused(...isMerged);
  });
});

describe('taking a merge apart', () => {
  const state = (scene: typeof known, ideaId: string) => scene.state<Idea>(ideaStream(ideaId));
  const everything = (scene: typeof known) =>
    ['garden', 'bench', 'lamps', 'pond'].map((id) => state(scene, id));

  test('E19 both ideas know of it, and all is as it was before', () => {
    const taken = known.and(merge('garden', ['bench', 'lamps']));
    taken.when(unmerge('bench', 'garden')).then(unmerged('bench', 'bench', 'garden'), {
      ...unmerged('garden', 'bench', 'garden'),
      ...toIdea('garden'),
    });
    const apart = taken.and(unmerge('bench', 'garden'), unmerge('lamps', 'garden'));
    expect(everything(apart)).toEqual(everything(known));
  });

  test('E19 what had come along goes along, and is where it was before', () => {
    const before = known.and(merge('bench', ['lamps'], { votePolicy: 'union_distinct_voters' }));
    const taken = before.and(merge('garden', ['bench'], { movingIds: ['lamps'] }));
    const away = unmerge('bench', 'garden', { movingIds: ['lamps'] });
    expect(everything(taken.and(away))).toEqual(everything(before));
    taken.when(unmerge('lamps', 'garden')).refused('MERGED_THROUGH', { viaId: 'bench' });
  });

  test('E19 however deep it was: each step back is the step that was made', () => {
    const one = known.and(merge('lamps', ['pond']));
    const two = one.and(merge('bench', ['lamps'], { movingIds: ['pond'] }));
    const three = two.and(merge('garden', ['bench'], { movingIds: ['lamps', 'pond'] }));
    const movingIds = ['lamps', 'pond'];
    const backToTwo = three.and(unmerge('bench', 'garden', { movingIds }));
    expect(everything(backToTwo)).toEqual(everything(two));
    const backToOne = backToTwo.and(unmerge('lamps', 'bench', { movingIds: ['pond'] }));
    expect(everything(backToOne)).toEqual(everything(one));
  });

  test('what stands by itself is not taken out of anything', () =>
    known.when(unmerge('bench', 'bench')).then());

  test('E20 not while people vote on either, and never for no reason', () => {
    const open = given(submittedIdea(), submittedIdea('pond'), ...voting()).and(
      mergedInto('pond', 'garden'),
      merged('garden', 'pond'),
      admitted(),
    );
    open
      .when(unmerge('pond', 'garden', { reason: ' ' }))
      .refusedTogether(
        ['MERGE_DURING_VOTE', { phaseIds: [voteId] }],
        ['TEXT_REQUIRED', {}, 'reason'],
      );
    open.when(unmerge('pond', 'bench')).refused('MERGE_CHANGED');
  });
});

describe('two ideas that may be one', () => {
  const suggest = {
    type: 'SuggestDuplicate',
    ...on('garden'),
    otherIdeaId: 'bench',
    model: 'm1',
    score: 60,
  } as const;
  const back = { ...on('bench'), otherIdeaId: 'garden' };
  const dismiss = {
    type: 'DismissDuplicate',
    ...on('garden'),
    otherIdeaId: 'bench',
    reason: 'Another place.',
  } as const;

  test('a machine says so once, in whichever order it names them', () => {
    known.when(suggest).then(alike('garden', 'bench'));
    known.and(suggest).when(suggest).then();
    known
      .and(suggest)
      .when({ ...suggest, ...back })
      .then();
  });

  test('a person decides, in whichever order they name them', () => {
    known.and(suggest).when(dismiss).then(notAlike('garden', 'bench'));
    known
      .and(suggest)
      .when({ ...dismiss, ...back })
      .then({ ...notAlike('garden', 'bench'), to: 'other' });
    known.and(suggest, dismiss).when(dismiss).then();
  });

  test('what a person has dismissed, only a person says again', () => {
    const dismissed = known.and(suggest, dismiss);
    dismissed.when(suggest).then();
    dismissed.when({ ...suggest, model: null, score: null }).then(
      fact('DuplicateSuggested', {
        ...alike('garden', 'bench').data,
        ...{ source: 'agent', model: null, score: null },
      }),
    );
  });

  test('nobody dismisses what nobody said, or takes an idea for itself', () => {
    known
      .when({ ...dismiss, reason: '' })
      .refusedTogether(['DUPLICATE_UNKNOWN', {}, 'otherIdeaId'], ['TEXT_REQUIRED', {}, 'reason']);
    known.when({ ...suggest, otherIdeaId: 'garden' }).refused('SAME_IDEA', {}, 'otherIdeaId');
    known.when({ ...suggest, otherIdeaId: 'x' }).refused('IDEA_UNKNOWN', { ideaId: 'x' }, 'ideaId');
    known.when({ ...suggest, score: -1 }).refused('INVALID_SCORE', {}, 'score');
  });
});
