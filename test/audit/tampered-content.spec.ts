import { beforeAll, describe, test } from '@jest/globals';
import { expectRefused, untouched, type Case } from './tampered.js';
import type { Parts } from './tampering.js';
import { ballotCases, blankBaskets } from './tamperings/ballots.js';
import { disclosureCases, toldToAll } from './tamperings/disclosures.js';
import { overdueCases } from './tamperings/overdue.js';
import { overrideCases } from './tamperings/overrides.js';
import { paperCases } from './tamperings/papers.js';
import { priceCases } from './tamperings/prices.js';
import { resultCases } from './tamperings/results.js';
import { rulingCases, voteCases, votesPublished } from './tamperings/votes.js';

let parts: Parts;
let forAll: Parts;

beforeAll(async () => {
  parts = await untouched('auditor', 12);
  forAll = await untouched('public', 12);
});

describe('disclosures', () => {
  test.each(disclosureCases)('%s', (...tampered: Case) => expectRefused(parts, tampered));

  test('a bundle for the public that tells a ballot', () =>
    expectRefused(forAll, toldToAll(parts)));
});

describe('ballots, by the operator who signs again', () => {
  test.each(ballotCases)('%s', (...tampered: Case) => expectRefused(parts, tampered));
});

describe('votes on ideas, by the operator who signs again', () => {
  test.each([...voteCases, ...rulingCases])('%s', (...tampered: Case) =>
    expectRefused(parts, tampered),
  );
});

describe('votes on paper, by the operator who signs again', () => {
  test.each(paperCases)('%s', (...tampered: Case) => expectRefused(parts, tampered));
});

test('T41 blank baskets are published where none can be blank', () =>
  expectRefused(forAll, blankBaskets));

describe.each(['auditor', 'public'] as const)('E14 prices, as the %s sees them', (audience) => {
  test.each(priceCases)('%s', (...tampered: Case) =>
    expectRefused(audience === 'public' ? forAll : parts, tampered),
  );
});

describe.each(['auditor', 'public'] as const)('answers, as the %s sees them', (audience) => {
  test.each(overdueCases)('%s', (...tampered: Case) =>
    expectRefused(audience === 'public' ? forAll : parts, tampered),
  );
});

describe.each(['auditor', 'public'] as const)('E37 overrides, as the %s sees them', (audience) => {
  test.each(overrideCases)('%s', (...tampered: Case) =>
    expectRefused(audience === 'public' ? forAll : parts, tampered),
  );
});

describe.each(['auditor', 'public'] as const)('results, as the %s sees them', (audience) => {
  test.each([...resultCases(audience), ...votesPublished(audience)])('%s', (...tampered: Case) =>
    expectRefused(audience === 'public' ? forAll : parts, tampered),
  );
});
