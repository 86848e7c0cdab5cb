import { describe, expect, test } from '@jest/globals';
import { changesOf } from '../../src/reactions/reaction.js';
import { thresholds } from '../../src/reactions/thresholds.js';
import type { CheckThreshold } from '../../src/domain/idea/commands.js';
import type { CahierFact } from '../../src/domain/events.js';
import {
  cancelled,
  configureVoting,
  consultation,
  consultationId,
  fact,
  merged,
  rulesOfTheGame,
  voteId,
  type Actor,
} from '../arcueil.js';
import { given } from '../given.js';
import { recorded, saying } from '../papers.js';
import { logOf } from '../seen.js';
import {
  cast,
  changeVote,
  of,
  supportId,
  supporting,
  voteCast,
  withdrawVote,
} from '../supports.js';

const cahier: Actor = { kind: 'system', ref: 'cahier', role: 'system' };
const threshold = { thresholdId: 'hundred', votes: 100, routesToBodyId: 'council' };
const ofTheGame = fact('RulesPublished', { ...rulesOfTheGame, threshold, rulesVersion: 2 });

/** The support phase, opened under rules that ask for a hundred supports. */
const asking = (...[over]: Parameters<typeof supporting>) => {
  const facts = supporting(over);
  return given(...facts.slice(0, -1), ofTheGame, facts.at(-1)!).by(cahier);
};
const check = (counted: number, over: Partial<CheckThreshold> = {}): CheckThreshold => ({
  ...{ type: 'CheckThreshold', consultationId, phaseId: supportId, ideaId: 'garden' },
  ...{ counted, atPosition: '17', cause: 'vote' },
  ...over,
});
const reached = (over: Partial<Extract<CahierFact, { type: 'ThresholdReached' }>['data']> = {}) =>
  fact('ThresholdReached', {
    ...{ ideaId: 'garden', phaseId: supportId, thresholdId: 'hundred', required: 100 },
    ...{ counted: 100, atPosition: '17', cause: 'vote' },
    ...over,
  });

describe('a threshold', () => {
  test('is reached with as many supports as the rules ask for, and not with one less', () => {
    asking().when(check(99)).then();
    asking().when(check(100)).then(reached());
  });

  test('E17, T35 is reached once, however many there are later, and stays when there are fewer', () => {
    asking().and(reached()).when(check(150)).then();
    asking().and(reached()).when(check(12)).then();
    asking()
      .and(reached())
      .when(check(100, { ideaId: 'bench' }))
      .then(reached({ ideaId: 'bench' }));
  });

  test.each(['offline', 'merge'] as const)('E47 is reached by what the log says: %s', (cause) =>
    asking()
      .when(check(120, { cause }))
      .then(reached({ counted: 120, cause })),
  );

  test('is that of the rules in force when the phase opened', () => {
    given(...supporting(), ofTheGame)
      .when(check(500))
      .then();
    const lower = { ...threshold, thresholdId: 'ten', votes: 10 };
    asking()
      .and(fact('RulesPublished', { ...rulesOfTheGame, threshold: lower, rulesVersion: 3 }))
      .when(check(50))
      .then();
  });

  test('E48 is nobody’s once the phase is cancelled, and no idea’s of another consultation', () => {
    const { data } = cancelled('2026-04-10T00:00:00.000Z');
    asking()
      .and(fact('PhaseCancelled', { ...data, phaseId: supportId }))
      .when(check(100))
      .then();
    asking()
      .when(check(100, { ideaId: 'moon' }))
      .then();
    asking()
      .when(check(100, { phaseId: voteId }))
      .then();
  });
});

describe('supports of an idea that has reached the threshold', () => {
  const locked = { lockSupportsAtThreshold: true } as const;
  const refusal = [
    'SUPPORT_LOCKED',
    { ideaId: 'garden', thresholdId: 'hundred' },
    'ideaId',
  ] as const;

  test('E17, T35 stay where the rules lock them', () => {
    const scene = asking(locked).and(voteCast('garden'), reached());
    scene.when(withdrawVote('garden')).refused(...refusal);
    scene.when(changeVote('garden', 'down')).refused(...refusal);
    scene.when(cast('garden')).then();
  });

  test('can be taken back before, and where the rules lock nothing', () => {
    const free = [
      asking(locked).and(voteCast('garden')),
      asking(locked).and(voteCast('garden'), reached({ ideaId: 'bench' })),
      asking(locked).and(voteCast('garden', 'down'), reached()),
      asking().and(voteCast('garden'), reached()),
    ];
    for (const scene of free)
      expect(scene.when(withdrawVote('garden')).decision).toMatchObject({ facts: [{}] });
  });

  test('are locked on a support ballot only', () =>
    given(...consultation)
      .when(configureVoting(locked))
      .refused('INVALID_VOTING_RULES', { field: 'lockSupportsAtThreshold' }));
});

describe('what may make supports enough', () => {
  const looks = (...facts: Parameters<typeof logOf>) =>
    changesOf(thresholds, logOf(...facts)[0]!).map(
      (change) => 'set' in change && [change.set.key, change.set.wish],
    );
  const wish = (cause: string, ideaId: string) => [
    `${cause} ${supportId} ${ideaId}`,
    {
      ...{ type: 'CheckThreshold', consultationId, phaseId: supportId, ideaId },
      ...{ atPosition: '1', cause },
    },
  ];

  test('is a vote, with every earlier one that counts through it', () => {
    const both = voteCast('garden', 'up', {
      counted: [of('garden'), of('bench'), of('pond', 'down')],
    });
    expect(looks(both)).toEqual([wish('vote', 'garden'), wish('vote', 'bench')]);
    expect(looks(voteCast('garden', 'down'))).toEqual([]);
  });

  test('E47 is a batch of papers, or a merge in which voters are counted together', () => {
    const lines = [saying('garden', 'up', 8), saying('bench', 'down', 8)];
    const batch = recorded({ phaseId: supportId, lines });
    expect(looks(batch)).toEqual([wish('offline', 'garden')]);
    const { data, ...rest } = merged('garden', 'bench');
    const united = { ...rest, data: { ...data, unitedIn: [supportId] } };
    expect(looks(united)).toEqual([wish('merge', 'garden')]);
    expect(looks(merged('garden', 'bench'))).toEqual([]);
  });
});
