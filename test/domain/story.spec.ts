import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { views } from '../../projections/views.js';
import { rules } from '../../src/domain/commands.js';
import { schemaVersions, type CahierFact } from '../../src/domain/events.js';
import { configureVoting, publishCosts, submit, voteId, withdraw, sofia } from '../arcueil.js';
import { given, streamOf } from '../given.js';
import { logOf, rowsAfter } from '../seen.js';
import { marc, story, type Step } from '../story.js';

/** What is recorded when these wishes are made one after the other; refused ones leave nothing. */
const tell = (steps: Step[]) => {
  let scene = given();
  const facts: CahierFact[] = [];
  const granted = steps.map(({ at, by = sofia, wish }) => {
    scene = scene.at(at).by(by);
    const command = wish(facts);
    const { decision } = scene.when(command);
    if ('refused' in decision) return { command, scene, facts: null };
    facts.push(...decision.facts);
    scene = scene.and(...decision.facts).at(at);
    return { command, scene, facts: decision.facts };
  });
  return { granted, facts, scene };
};

/** A voter says where to write to, and asks to be forgotten when all is over. */
const forgotten: Step[] = [
  {
    type: 'RegisterParticipant' as const,
    personId: 'dora',
    locale: 'fr',
    email: 'dora@example.org',
  },
  { type: 'ChangeContact' as const, personId: 'dora', locale: 'en' },
  {
    type: 'DeclareResidence' as const,
    organisationId: 'arcueil',
    personId: 'dora',
    areaId: 'centre',
  },
  {
    type: 'VerifyResidence' as const,
    organisationId: 'arcueil',
    personId: 'dora',
    areaId: 'centre',
    method: 'letter' as const,
  },
  {
    type: 'DeclareProfileSegments' as const,
    personId: 'dora',
    segments: { age: '35' },
  },
  {
    type: 'BlockParticipant' as const,
    organisationId: 'arcueil',
    personId: 'dora',
    reasonCode: 'spam' as const,
    reason: 'Advertisements.',
  },
  {
    type: 'UnblockParticipant' as const,
    organisationId: 'arcueil',
    personId: 'dora',
    reason: 'They were somebody else’s.',
  },
  ...(['sofia', 'marc'] as const).map(
    () => ({ type: 'MergeAccounts', fromId: 'dan', toId: 'dora' }) as const,
  ),
  {
    type: 'CompleteMerge' as const,
    fromId: 'dan',
    toId: 'dora',
    ballotsResolved: [],
  },
  { type: 'EraseParticipant' as const, personId: 'dora', asked: 'self' as const },
  {
    type: 'RecordErasure' as const,
    erasureId: 'erasure-1',
    consultationId: 'arcueil-2026',
    entries: [{ eventId: '0197a0b0-1111-7000-8000-00000000000f', digests: ['d'.repeat(43)] }],
  },
  {
    type: 'CompleteErasure' as const,
    personId: 'dora',
    disclosures: 1,
    unlisted: 0,
    spentCredentialsKept: [],
  },
].map((command, i, all) => ({
  at: '2026-07-01T09:00:00.000Z',
  ...(command.type === 'MergeAccounts' && all[i - 1]!.type === command.type && { by: marc }),
  wish: () => command,
}));

describe('a participatory budget from the first rule to the last word', () => {
  const { granted, facts } = tell([...story, ...forgotten]);

  test('every wish of it is granted, and says something new', () => {
    expect(granted.filter((g) => !g.facts?.length).map((g) => g.command)).toEqual([]);
  });

  test('every kind of wish and every kind of event is in it', () => {
    expect([...new Set(granted.map((g) => g.command.type))].sort()).toEqual(
      Object.keys(rules).sort(),
    );
    expect([...new Set(facts.map((f) => f.type))].sort()).toEqual(
      Object.keys(schemaVersions).sort(),
    );
  });
});

const noon = (day: number) => new Date(Date.UTC(2026, 0, day, 12)).toISOString();

/** What else people may come up with, at any time. */
const noise: Step['wish'][] = [
  ...story.map(({ wish }) => wish),
  ...[
    configureVoting({ maxItems: 1 }),
    configureVoting({ minItems: 0, revisionAllowed: false }),
    configureVoting({ ballotType: 'ordinal', maxSpend: null, maxItems: 2 }),
    publishCosts(undefined, { keepOverEnvelope: true }),
    submit([]),
    submit(['bench', 'garden'], { voterRef: 'dan' }),
    submit(['garden'], { expectedRevision: 1 }),
    withdraw(),
    withdraw({ voterRef: 'dan', expectedRevision: 1 }),
    { type: 'ClosePhase', consultationId: 'pb26', phaseId: voteId, reason: 'A flood.' } as const,
  ].map((wish) => () => wish),
];

/** The story with gaps, and with wishes that come too early, too late or twice. */
const anyStory = fc
  .tuple(
    ...story.map((step) =>
      fc.record({
        kept: fc.integer({ min: 0, max: 19 }).map((n) => n > 0),
        more: fc.array(fc.record({ wish: fc.constantFrom(...noise), later: fc.nat(40) }), {
          maxLength: 2,
        }),
        step: fc.constant(step),
      }),
    ),
  )
  .map((parts) =>
    parts.flatMap(({ kept, more, step }): Step[] => [
      ...(kept ? [step] : []),
      ...more.map(({ wish, later }) => ({
        wish,
        at: later > 30 ? noon(later * 5) : step.at,
      })),
    ]),
  );

/** Words, suggestions and progress may be told again: they are not compared with those before. */
const mayRepeat = new Set([
  'ReviseIdea',
  'ReviseOfficialFeedback',
  'ReviseComment',
  'SuggestLocation',
  'ReportProgress',
]);

describe('whatever people wish, and whenever', () => {
  test('every state is what its own facts make it, and no rule or fold changes what it was given', () =>
    fc.assert(
      fc.property(anyStory, (steps) => {
        const { facts, scene } = tell(steps);
        const again = given(...facts);
        for (const stream of new Set(facts.map(streamOf)))
          expect(again.state(stream)).toEqual(scene.state(stream));
      }),
      { numRuns: 60 },
    ));

  test('the same wish made again at once adds nothing', () =>
    fc.assert(
      fc.property(anyStory, (steps) => {
        for (const { command, scene, facts } of tell(steps).granted) {
          if (facts === null || mayRepeat.has(command.type)) continue;
          const { decision } = scene.when(command);
          if ('facts' in decision) expect(decision.facts).toEqual([]);
        }
      }),
      { numRuns: 60 },
    ));

  test('what is recorded can be counted by every view', () =>
    fc.assert(
      fc.property(anyStory, (steps) => {
        const log = logOf(...tell(steps).facts);
        for (const view of views) rowsAfter(view, log);
      }),
      { numRuns: 30 },
    ));
});
