import { describe, expect, test } from '@jest/globals';
import { sealFact } from '../../src/acts/sealing.js';
import type { Fact } from '../../src/domain/fact.js';
import type { Person } from '../../src/keys/person.js';
import { disclosureDigest, parseDisclosure } from '../../src/ledger/disclosure.js';

const [author, agent] = ['author', 'agent'].map((id) => ({ id }) as Person);
const words = {
  eventId: '019c1f0e-0000-7000-8000-000000000000',
  consultationId: 'pb26',
  ownerOf: (name: string) => (name === 'reason' ? agent! : author!),
};
const revised: Fact = {
  type: 'IdeaRevised',
  data: { ideaId: 'garden' },
  personal: { title: 'A garden', reason: 'A word was missing.' },
};

describe('the words of a fact', () => {
  test('are in the log as digests only, and each digest is opened by its own disclosure', () => {
    const { sealed, disclosures } = sealFact(revised, words);
    const opened = Object.fromEntries(
      disclosures.map(({ disclosure }) => {
        const { name, value } = parseDisclosure(disclosure);
        return [name, { value, digest: disclosureDigest(disclosure) }];
      }),
    );
    expect(opened).toEqual({
      title: { value: 'A garden', digest: sealed!['title'] },
      reason: { value: 'A word was missing.', digest: sealed!['reason'] },
    });
    expect(disclosures.map(({ digest }) => digest).sort()).toEqual(Object.values(sealed!).sort());
  });

  test('have another digest each time, so that nobody can guess them', () => {
    const digests = [1, 2].flatMap(() => Object.values(sealFact(revised, words).sealed!));
    expect(new Set(digests).size).toBe(4);
  });

  test('lie under the keys of whoever they are of', () => {
    const { disclosures } = sealFact(revised, words);
    const ownerOf = (name: string) =>
      disclosures.find(({ disclosure }) => parseDisclosure(disclosure).name === name)!.person;
    expect([ownerOf('title'), ownerOf('reason')]).toEqual([author, agent]);
    expect(disclosures).toEqual(
      disclosures.map((kept) => ({ ...kept, eventId: words.eventId, consultationId: 'pb26' })),
    );
  });

  test('beside a ballot are never listed when they are erased: that would tell who voted', () => {
    const ballot = { ...revised, visibility: 'restricted' } as const;
    const listed = (fact: Fact) => sealFact(fact, words).disclosures.map((kept) => kept.listed);
    expect([listed(revised), listed(ballot)]).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  test('leave no trace where there are none', () => {
    const { personal: _, ...bare } = revised;
    for (const fact of [bare, { ...bare, personal: {} }])
      expect(sealFact(fact, words)).toEqual({ disclosures: [] });
  });
});
