import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyBundle } from '../../src/audit/verify.js';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import type { Audience } from '../../src/ledger/bundle/manifest.js';
import { inclusionProof } from '../../src/ledger/inclusion.js';
import { signer, vkey } from '../../src/ledger/note-key.js';
import { proofText } from '../../src/ledger/proof.js';
import { BundleFault } from '../../src/ledger/verify/fault.js';
import { consultationId, voteId } from '../arcueil.js';
import { attempts, chance } from './chance.js';
import {
  electionOf,
  folder,
  keyOf,
  policyOf,
  recordFact,
  storyUnder,
  storyWith,
  type Election,
} from './election.js';
import { moderated } from './hidden.js';
import { apart, united } from './merged.js';
import { leavesOf, treeOf } from './opened.js';
import { spoiled } from './operator-chance.js';
import { checkpointOf, writeBundle, type Publication } from './published.js';
import { hasPython, openPython, type Answer } from './python.js';
import { untouched, writeTampered, type Case } from './tampered.js';
import { archiveCases } from './tamperings/archive.js';
import { ballotCases, blankBaskets } from './tamperings/ballots.js';
import { checkpointCases } from './tamperings/checkpoint.js';
import { disclosureCases, toldToAll } from './tamperings/disclosures.js';
import { leafCases } from './tamperings/leaves.js';
import { overdueCases } from './tamperings/overdue.js';
import { overrideCases } from './tamperings/overrides.js';
import { paperCases } from './tamperings/papers.js';
import { priceCases } from './tamperings/prices.js';
import { resultCases } from './tamperings/results.js';
import { rulingCases, voteCases, votesPublished } from './tamperings/votes.js';
import { takeApart, type Parts } from './tampering.js';

const withPython = hasPython ? describe : describe.skip;
const audiences: Audience[] = ['public', 'auditor'];
const place = folder();
const policy = Buffer.from(policyOf(keyOf()));
let python: ReturnType<typeof openPython>;
let made = 0;

beforeAll(() => {
  if (hasPython) python = openPython();
});
afterAll(() => {
  if (hasPython) python.close();
});

const kept = (bytes: string | Uint8Array): string => {
  const path = join(place, `kept-${made++}`);
  writeFileSync(path, bytes);
  return path;
};

const bundle = async (
  audience: Audience,
  election: Election,
  published?: Publication,
): Promise<string> => {
  const path = join(place, `${made++}.zip`);
  await writeBundle(path, audience, election, published);
  return path;
};

/** What verify.py says under our policy. */
const asked = (path: string, ...args: string[]): Promise<Answer> =>
  python.run(path, '--policy', kept(policy), '--json', ...args);

/** Expects both verifiers to find the same of a bundle that holds; says what ours found. */
const bothHold = async (path: string) => {
  const { notRecounted, ...ours } = await verifyBundle(path, { policy });
  const { code, out, err } = await asked(path);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { notRecounted: left, ...theirs } = JSON.parse(out);
  expect(theirs).toEqual({ bundle: path, holds: true, ...ours });
  return { ...ours, notRecounted, left: left as string[] };
};

/** The place that verify.py names, which must refuse. */
const placeOf = ({ code, out, err }: Answer): { file?: string; n?: number } => {
  if ((code !== 2 && code !== 3) || err === '') throw new Error(`exit ${String(code)}: ${err}`);
  return JSON.parse(out).fault;
};

withPython('verify.py, of a bundle that nobody touched', () => {
  test.each(audiences)('finds for the %s what we find', async (audience) => {
    const found = await bothHold(await bundle(audience, await electionOf(storyWith(300))));
    expect(found.left).toEqual(found.notRecounted);
    expect(found.ballots).toBe(420);
  });

  test.each<[string, Parameters<typeof moderated>, number]>([
    ['an idea', ['hideIdea'], 6],
    ['a comment', ['hideComment'], 2],
    ['nothing any more', ['hideIdea', 'restoreIdea'], 0],
  ])(
    'explains what is withheld as we do where moderators hide %s',
    async (_what, wishes, count) => {
      const own = await electionOf(moderated(...wishes));
      const { disclosures } = await bothHold(await bundle('public', own));
      expect(disclosures).toMatchObject({ moderated: count, unexplained: 0 });
      for (const type of ['IdeaRevised', 'CommentRevised'])
        for await (const events of own.log.readAll({ types: [type] }))
          for (const { sealed = {} } of events) own.vault.delete(Object.values(sealed)[0]!);
      const { code } = await asked(await bundle('public', own));
      expect(code).toBe(3);
    },
  );

  const rules: [string, Partial<VotingRules>][] = [
    [
      'ranks on an ordinal ballot',
      {
        ...{ ballotType: 'ordinal', maxItems: 2 },
        allocationRule: { name: 'greedy', by: 'borda', skip: false },
      },
    ],
    [
      'points on a cumulative ballot',
      {
        ...{ ballotType: 'cumulative', maxVotesPerIdea: 3, minVotesPerVoter: 1 },
        allocationRule: { name: 'greedy', by: 'score_per_cost', skip: true, threshold: 2 },
      },
    ],
    ['ballots that may be blank', { minItems: 0, tieBreak: ['idea_id_reversed'] }],
    ['ballots that all may read later', { ballotDisclosure: 'public_after_close' }],
    [
      'less money than is wished for',
      {
        ...{ ballotType: 'approval', maxSpend: null },
        envelopes: [{ areaId: null, amount: 70_00, currency: 'EUR' }],
      },
    ],
  ];
  test.each(rules.flatMap((rule) => audiences.map((audience) => [...rule, audience] as const)))(
    'counts %s as we do',
    async (_what, over, audience) => {
      const found = await bothHold(await bundle(audience, await electionOf(storyUnder(over, 12))));
      expect(found.left).toEqual(found.notRecounted);
    },
  );

  test.each(audiences)(
    'finds for the %s what we find of a vote that was cancelled once it was counted',
    async (audience) => {
      const steps = storyWith(6);
      const signed = steps.findIndex(({ wish }) => wish([]).type === 'CertifyResults');
      const cancel = { type: 'CancelPhase', consultationId, phaseId: voteId } as const;
      const cancelled = { ...steps[signed]!, wish: () => ({ ...cancel, reason: 'It was void.' }) };
      const election = await electionOf([...steps.slice(0, signed), cancelled]);
      const found = await bothHold(await bundle(audience, election));
      expect(found.published).toMatchObject({
        'published/tally.json': 0,
        'published/participation.json': 1,
        'published/results.json': 2,
      });
    },
  );

  test.each(audiences)(
    'E18, E19, T47 counts for the %s each voter once over merged ideas, and as before once they are apart',
    async (audience) => {
      for (const [steps, ideas] of [
        [united, 1],
        [apart, 2],
      ] as const) {
        const path = await bundle(audience, await electionOf([...steps]));
        const { published } = await bothHold(path);
        expect(published).toMatchObject({ 'published/votes.json': 3 });
        const { files } = await takeApart(path);
        const rows = JSON.parse(files.get('published/votes.json')!.toString());
        const counted = rows.filter((row: any) => row.counted > 0);
        expect(counted).toHaveLength(ideas);
        expect(counted[0]).toMatchObject(
          steps === united
            ? { ideaId: 'garden', up: 1, down: 1, mergedUp: 0, mergedDown: 1, counted: 3 }
            : { ideaId: 'garden', up: 1, down: 1, mergedUp: 1, mergedDown: 0, counted: 3 },
        );
      }
    },
  );

  test('says that it leaves equal shares to others', async () => {
    const allocationRule = { name: 'equal_shares', utility: 'cost', completion: 'add1' } as const;
    const election = await electionOf(storyUnder({ allocationRule }, 12));
    const found = await bothHold(await bundle('auditor', election));
    expect(found.notRecounted).toEqual([]);
    expect(found.left).toEqual(['the allocation of pb26.vote: its rule is not computed here']);
  });

  test('warns where the policy is the bundle’s own', async () => {
    const path = await bundle('public', await electionOf(storyWith(1)));
    const { code, out, err } = await python.run(path);
    expect({ code, out, err }).toEqual({
      ...{ code: 0, out: expect.stringContaining('Everything holds.') },
      err: expect.stringContaining('WARNING'),
    });
  });
});

withPython('verify.py, of a bundle that was tampered with', () => {
  const tables: [string, Audience, number, Case[]][] = [
    ['the archive', 'auditor', 180, archiveCases],
    ['the checkpoint', 'auditor', 180, checkpointCases],
    ['leaves', 'auditor', 180, leafCases],
    ['disclosures', 'auditor', 12, disclosureCases],
    ['ballots', 'auditor', 12, ballotCases],
    ['votes on ideas', 'auditor', 12, voteCases],
    ['rulings on ballots', 'auditor', 12, rulingCases],
    ['votes on paper', 'auditor', 12, paperCases],
    ['what is published of votes', 'auditor', 12, votesPublished('auditor')],
    ['what everybody sees of votes', 'public', 12, votesPublished('public')],
    ['blank baskets', 'public', 12, [blankBaskets]],
    ['prices', 'auditor', 12, priceCases],
    ['what everybody sees of prices', 'public', 12, priceCases],
    ['late answers', 'auditor', 12, overdueCases],
    ['what everybody sees of late answers', 'public', 12, overdueCases],
    ['overrides', 'auditor', 12, overrideCases],
    ['what everybody sees of overrides', 'public', 12, overrideCases],
    ['results', 'auditor', 12, resultCases('auditor')],
    ['what everybody sees of results', 'public', 12, resultCases('public')],
  ];

  /** Cases in which the two name different leaves, or no leaf and different files. */
  const compared = async (parts: Parts, cases: Case[]) => {
    const path = join(place, 'tampered.zip');
    const differing = [];
    for (const tampered of cases) {
      await writeTampered(parts, tampered, path);
      const ours = await verifyBundle(path, { policy }).catch((error: BundleFault) => error);
      const theirs = placeOf(await asked(path));
      const { n, file } = ours instanceof BundleFault ? ours.place : {};
      const both = n !== undefined && theirs.n !== undefined;
      const neither = n === undefined && theirs.n === undefined;
      if (both ? n !== theirs.n : neither && file !== theirs.file)
        differing.push([tampered[0], { n, file }, theirs]);
    }
    return differing;
  };

  test.each(tables)('refuses it at the same place: %s', async (_what, audience, voters, cases) => {
    expect(await compared(await untouched(audience, voters), cases)).toEqual([]);
  });

  test('refuses what tells the public a ballot', async () => {
    const told = toldToAll(await untouched('auditor', 12));
    expect(await compared(await untouched('public', 12), [told])).toEqual([]);
  });

  test('judges a hundred bundles as we do that were tampered with at random', async () => {
    const differing = [];
    for await (const { what, path, fault } of attempts(100, 20260502)) {
      const { code, out } = await asked(path);
      const { holds, disclosures, fault: theirs } = JSON.parse(out);
      const refused = !holds || disclosures.unlisted > 0;
      const n = [fault?.place.n, theirs?.n].filter((index) => index !== undefined);
      if (refused !== Boolean(fault) || new Set(n).size > 1 || ![0, 2, 3].includes(code))
        differing.push([what, fault?.message, fault?.place, theirs ?? code]);
    }
    expect(differing).toEqual([]);
  });

  test('judges as we do what the operator spoils at random and signs again', async () => {
    const both = [await untouched('public', 3), await untouched('auditor', 3)];
    const path = join(place, 'spoiled.zip');
    const random = chance(20260503);
    const differing = [];
    for (let i = 0; i < 100; i++) {
      const what = await spoiled(both[i % 2]!, random, path);
      const ours = await verifyBundle(path, { policy }).catch((error: Error) => error);
      const { code, err } = await asked(path);
      const isSame = ours instanceof Error ? ours instanceof BundleFault && code === 3 : code === 0;
      if (!isSame) differing.push([what, ours, err]);
    }
    expect(differing).toEqual([]);
  });
});

withPython('verify.py, of whom and what one trusts', () => {
  const witness = signer('witness.example/w', 'cosignature', Buffer.alloc(32, 5));
  let election: Election;
  let path: string;
  beforeAll(async () => {
    election = await electionOf(storyWith(20));
    path = await bundle('public', election);
  });

  test('another key of the same name is refused', async () => {
    const forged = { ...election, policy: policyOf(keyOf(2)) };
    const other = await bundle('auditor', forged, { key: keyOf(2) });
    expect(placeOf(await asked(other)).file).toBe('checkpoint');
    expect(await python.run(other)).toMatchObject({ code: 0 });
  });

  test('a quorum of witnesses must have seen the checkpoint', async () => {
    const asking = kept(
      `log ${vkey(keyOf())}\nwitness w ${vkey(witness)}\ngroup g any w\nquorum g\n`,
    );
    const withWitness = await bundle('public', election, { witnesses: [witness] });
    expect(await python.run(withWitness, '--policy', asking)).toMatchObject({ code: 0, err: '' });
    expect(placeOf(await python.run(path, '--policy', asking, '--json')).file).toBe('checkpoint');
  });

  const note = (of: Election, size: number) => checkpointOf(of, { size });
  const receipt = async (index: number, claimed = index) => {
    const leaves = await leavesOf(election);
    const { read } = await treeOf(leaves);
    const hashes = await inclusionProof(read, { index, size: leaves.length });
    const checkpoint = await note(election, leaves.length);
    return proofText({ index: claimed, hashes, checkpoint });
  };

  test('checkpoints and receipts kept from before are held to, all of them', async () => {
    const { length } = await leavesOf(election);
    const older = await Promise.all([1, 2, 31, length].map((size) => note(election, size)));
    const receipts = await Promise.all([0, 17, length - 1].map((index) => receipt(index)));
    const seen = [...older, ...receipts].map(kept);
    expect(await asked(path, '--seen', ...seen)).toMatchObject({ code: 0, err: '' });
  });

  test('a log that is shorter or other than what was seen is refused', async () => {
    const [more, other] = [await electionOf(storyWith(21)), await electionOf(storyWith(19))];
    const { length } = await leavesOf(other);
    const { length: longer } = await leavesOf(more);
    const lies = [
      await note(more, longer),
      await note(other, length - 1),
      await receipt(17, 16),
      'c2sp.org/tlog-proof@v1\n',
      (await note(election, 3)).replace('\n3\n', '\n4\n'),
    ];
    for (const lie of lies) {
      const name = kept(lie);
      expect(placeOf(await asked(path, '--seen', name)).file).toBe(name);
    }
  });

  test.each(audiences)(
    'words of the %s that are missing are explained by a notice',
    async (who) => {
      const own = await electionOf(storyWith(3));
      const digests: string[] = [];
      for await (const events of own.log.readAll({ types: ['IdeaRevised'] }))
        for (const { sealed = {} } of events) digests.push(...Object.values(sealed));
      const text = own.vault.get(digests[0]!)!;
      own.vault.delete(digests[0]!);
      expect(placeOf(await asked(await bundle(who, own))).file).toBe('disclosures.ndjson');
      const entries = [{ eventId: 'e', digests: [digests[0]] }];
      const notice = { erasureId: 'x', basis: 'art17', entries };
      await recordFact(own, 'PersonalDataErased', notice, 'erasure-x');
      await bothHold(await bundle(who, own));
      own.vault.set(digests[0]!, text);
      placeOf(await asked(await bundle(who, own)));
    },
  );

  test('what is no bundle, and wrong usage, end with 2', async () => {
    const nothing = await python.run(kept('nothing'));
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('no zip archive') });
    expect(await python.run(join(place, 'absent'))).toMatchObject({ code: 2 });
    expect(await python.run()).toMatchObject({ code: 2 });
    expect(await python.run(path, '--policy', join(place, 'absent'))).toMatchObject({ code: 2 });
  });
});
