import { describe, test } from '@jest/globals';
import type { PostComment } from '../../src/domain/discussion/decide.js';
import {
  closed,
  commentFlagged,
  commentHidden,
  commentRestored,
  consultation,
  consultationId,
  fact,
  hidden,
  ideation,
  mergedInto,
  opened,
  organisationId,
  posted,
  reworded,
  submittedIdea,
  takenBack,
} from '../arcueil.js';
import { given } from '../given.js';

const onGarden = { organisationId, consultationId, ideaId: 'garden' };
const onComment = { ...onGarden, commentId: 'c1' };
const open = given(...consultation, submittedIdea(), opened(ideation)).at(
  '2026-03-10T00:00:00.000Z',
);
const post: PostComment = {
  type: 'PostComment',
  ...onComment,
  authorRef: 'carol',
  text: 'Yes!',
  stance: 'for',
};
const revise = {
  type: 'ReviseComment',
  ...onComment,
  authorRef: 'carol',
  text: 'Yes, please.',
} as const;

describe('what people say of an idea', () => {
  test('is said while a phase is open, with where they stand', () => {
    open.when(post).then(posted());
    const { stance: _stance, ...without } = post;
    open
      .when(without)
      .then(fact('CommentPosted', { ...posted().data, stance: null }, { text: 'Yes!' }));
  });

  test('E09 is closed with the phase, at its end though nobody has closed it yet; what was said stays', () => {
    for (const over of [
      open.at('2026-04-01T00:00:00.000Z'),
      open.and(posted(), closed(ideation)),
      given(...consultation, submittedIdea()),
    ])
      over.when({ ...post, commentId: 'c2' }).refused('DISCUSSION_CLOSED');
    open.and(posted(), closed(ideation)).when(revise).refused('DISCUSSION_CLOSED');
  });

  test('the city says at any time', () =>
    given(...consultation, submittedIdea())
      .when({ ...post, authorRef: null })
      .then(fact('CommentPosted', { ...posted().data, authorRef: null }, { text: 'Yes!' })));

  test('is said of an idea that is there and stands by itself, and says something', () => {
    open.when({ ...post, ideaId: 'x' }).refused('IDEA_UNKNOWN', { ideaId: 'x' }, 'ideaId');
    open.and(hidden()).when(post).refused('IDEA_HIDDEN');
    open.and(takenBack()).when(post).refused('IDEA_WITHDRAWN');
    open
      .and(mergedInto('garden', 'bench'))
      .when(post)
      .refused('IDEA_MERGED', { ideaId: 'garden', targetId: 'bench' });
    open
      .and(posted())
      .when({ ...post, text: '\u200b' })
      .refusedTogether(['ALREADY_EXISTS', { id: 'c1' }], ['TEXT_REQUIRED', {}, 'text']);
  });

  test('is put in other words by its author alone, and not while it is hidden', () => {
    open.and(posted()).when(revise).then(reworded);
    open
      .and(posted())
      .when({ ...revise, authorRef: 'dan' })
      .refused('NOT_THE_AUTHOR');
    open.and(posted(), commentHidden).when(revise).refused('COMMENT_HIDDEN');
    open.when(revise).refused('COMMENT_UNKNOWN', {}, 'commentId');
  });
});

describe('a comment that offends', () => {
  const flag = {
    type: 'FlagComment',
    ...onComment,
    flaggerRef: 'anna-on-c1',
    reasonCode: 'offensive',
  } as const;
  const hide = {
    type: 'HideComment',
    ...onComment,
    reasonCode: 'offensive',
    publicNote: ' It insults a neighbour. ',
    privateNoteRef: 'M-18',
  } as const;
  const restore = {
    type: 'RestoreComment',
    ...onComment,
    publicNote: 'The insult is gone.',
    privateNoteRef: null,
  } as const;
  const said = open.and(posted());

  test('is flagged once by each person', () => {
    said.when(flag).then(commentFlagged);
    said.and(commentFlagged).when(flag).then();
    said.when({ ...flag, flaggerRef: null }).then({
      ...fact('CommentFlagged', { ...commentFlagged.data, flaggerRef: 'sofia' }),
      visibility: 'restricted',
    });
  });

  test('is hidden with a public note, and shown again; nothing is deleted', () => {
    said.when(hide).then(commentHidden);
    said.and(commentHidden).when(hide).then();
    said.and(commentHidden).when(restore).then(commentRestored);
    said.when(restore).then();
    said.when({ ...hide, publicNote: '' }).refused('TEXT_REQUIRED', {}, 'publicNote');
    said
      .and(commentHidden)
      .when({ ...restore, publicNote: '' })
      .refused('TEXT_REQUIRED', {}, 'publicNote');
  });
});
