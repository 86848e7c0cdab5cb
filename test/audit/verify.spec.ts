import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildBundle } from '../../src/audit/build.js';
import { rolesOf } from '../../src/audit/entitled.js';
import { verifyBundle } from '../../src/audit/verify.js';
import { schemaVersions } from '../../src/domain/events.js';
import type { Audience } from '../../src/ledger/bundle/manifest.js';
import { proofText } from '../../src/ledger/proof.js';
import { inclusionProof } from '../../src/ledger/inclusion.js';
import { packageRoot } from '../../src/package-root.js';
import { consultationId } from '../arcueil.js';
import {
  electionOf,
  folder,
  host,
  keyOf,
  origin,
  policyOf,
  recordFact,
  signing,
  storyWith,
  type Election,
} from './election.js';
import { leavesOf, treeOf } from './opened.js';

const audiences: Audience[] = ['public', 'auditor'];
const place = folder();
let election: Election;
let made = 0;

const bundle = async (audience: Audience, from: Election = election, position?: bigint) => {
  const path = join(place, `${made++}.zip`);
  await buildBundle(path, { host, consultationId, audience, position }, from);
  return path;
};
const policy = Buffer.from(policyOf(keyOf()));

beforeAll(async () => {
  election = await electionOf(storyWith(400));
});

describe('a bundle that nobody touched', () => {
  test('holds for auditors, who recount every ballot', async () => {
    const found = await verifyBundle(await bundle('auditor'), { policy });
    expect(found).toMatchObject({
      audience: 'auditor',
      origin,
      ownPolicy: false,
      notRecounted: [],
    });
    expect(found.ballots).toBe(400 + 134 + 4 + 1);
    expect(found.signedBy).toEqual([origin]);
    expect(found.published).toMatchObject({
      'published/tally.json': 2,
      'published/results.json': 1,
    });
    expect(found.disclosures).toMatchObject({ withheld: 0, unexplained: 0 });
  });

  test('holds for everybody, and says what is kept for auditors', async () => {
    const found = await verifyBundle(await bundle('public'), { policy });
    expect(found.notRecounted).toHaveLength(1);
    const { disclosures, ballots } = found;
    expect(disclosures.kept).toBe(ballots + 400 + 1);
    expect(disclosures).toMatchObject({ withheld: disclosures.kept, erased: 0, unexplained: 0 });
    expect(disclosures.open).toBeGreaterThan(0);
  });

  test('tells the public nothing of a ballot, and no voter’s segments', async () => {
    const bytes = readFileSync(await bundle('public'));
    expect(readFileSync(await bundle('auditor')).length).toBeGreaterThan(bytes.length * 1.2);
    const texts = bytes.toString('latin1').match(/\{"d":"([\w-]+)"/g)!;
    const told = texts.map((t) => Buffer.from(t.slice(6, -1), 'base64url').toString());
    expect(told.filter((text) => /voterRef|segments/.test(text))).toEqual([]);
  });

  test.each(audiences)('for the %s is the same to the byte each time', async (audience) => {
    const [one, other] = [
      await bundle(audience),
      await bundle(audience, await electionOf(storyWith(400))),
    ];
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
  });

  test('holds at every place of the log, from its first event on', async () => {
    const small = await electionOf(storyWith(2));
    const head = await small.log.head();
    let first = 0n;
    for await (const events of small.log.readAll())
      first ||= events.find((e) => e.consultationId)!.position;
    for (let position = first; position <= head; position++)
      for (const audience of audiences) {
        const found = await verifyBundle(await bundle(audience, small, position), { policy });
        expect(found).toMatchObject({ audience, position: String(position) });
      }
  });

  test('leaves nothing beside itself, and nothing at all where there is nothing to tell', async () => {
    const path = join(place, 'nothing.zip');
    const request = { host, consultationId: 'unknown', audience: 'public' as const };
    await expect(buildBundle(path, request, election)).rejects.toThrow('Nothing is recorded');
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(place).filter((name) => !/^\d+\.zip$/.test(name))).toEqual([]);
  });
});

describe('who may act', () => {
  test('is said of every event that can stand in the log of a consultation', () => {
    const elsewhere = /^(Organisation|Area|Topic|Body|Status|Account)/;
    const types = Object.keys(schemaVersions).filter((type) => !elsewhere.test(type));
    expect(Object.keys(rolesOf).sort()).toEqual(types.sort());
    for (const roles of Object.values(rolesOf)) expect(roles.size).toBeGreaterThan(0);
  });

  test('the format says the same', () => {
    const text = readFileSync(join(packageRoot, 'docs/bundle-format.md'), 'utf8');
    const said = /\*\*Who may act\.\*\*(.*?)\n\n/s.exec(text)![1]!.replace(/\s+/g, ' ');
    const notStaff = Object.entries(rolesOf).filter(([, roles]) => [...roles].join() !== 'staff');
    for (const [type, roles] of notStaff) {
      const about = said.split(/[;.]/).find((part) => part.includes(type))!;
      expect([type, [...about.matchAll(/`([a-z]+)`/g)].map(([, role]) => role)]).toEqual([
        type,
        expect.arrayContaining([...roles]),
      ]);
    }
  });
});

describe('whose signature counts', () => {
  test('the policy is the verifier’s own: another key of the same name is refused', async () => {
    const path = await bundle('auditor', {
      ...election,
      sign: signing(keyOf(2)),
      policy: policyOf(keyOf(2)),
    });
    await expect(verifyBundle(path, { policy })).rejects.toThrow('No known key signed');
    expect(await verifyBundle(path)).toMatchObject({ ownPolicy: true });
  });
});

describe('what was seen before', () => {
  const note = async (election: Election, size: number) => {
    const tree = await treeOf(await leavesOf(election));
    return String(await signing(keyOf())({ origin, size, root: await tree.rootAt(size) }));
  };
  const verified = async (bytes: string) =>
    verifyBundle(await bundle('public'), {
      policy,
      seen: [{ name: 'kept', bytes: Buffer.from(bytes) }],
    });

  test('a checkpoint of any earlier size is the beginning of this log', async () => {
    for (const size of [1, 2, 255, 256, 257, 300]) await verified(await note(election, size));
  });

  test('a checkpoint of more leaves than the bundle has shows that some are missing', async () => {
    const more = await electionOf(storyWith(401));
    const { length } = await leavesOf(more);
    await expect(verified(await note(more, length))).rejects.toThrow(/has seen \d+ leaves/);
  });

  test('a checkpoint with another root shows that the log was changed', async () => {
    const other = await electionOf(storyWith(399));
    const { length } = await leavesOf(other);
    await expect(verified(await note(other, length - 1))).rejects.toMatchObject({
      message: expect.stringContaining('the log was changed'),
      place: { file: 'kept' },
    });
  });

  test('a receipt shows its act, and another act does not pass for it', async () => {
    const leaves = await leavesOf(election);
    const tree = await treeOf(leaves);
    const size = leaves.length;
    const receipt = async (index: number, claimed = index) => {
      const hashes = await inclusionProof(tree.read, { index, size });
      return proofText({ index: claimed, hashes, checkpoint: await note(election, size) });
    };
    await verified(await receipt(17));
    await expect(verified(await receipt(17, 16))).rejects.toThrow('does not hold this leaf');
    await expect(verified('c2sp.org/tlog-proof@v1\n')).rejects.toThrow('begin with');
  });
});

describe('what was erased', () => {
  const erased = async ({ notice }: { notice: boolean }) => {
    const own = await electionOf(storyWith(3));
    const [digest] = await openDigest(own, 'IdeaRevised');
    own.vault.delete(digest!);
    const entries = [{ eventId: 'e', digests: [digest] }];
    if (notice)
      await recordFact(
        own,
        'PersonalDataErased',
        { erasureId: 'x', basis: 'art17', entries },
        'erasure-x',
      );
    return own;
  };
  const openDigest = async ({ log }: Election, type: string): Promise<string[]> => {
    const digests: string[] = [];
    for await (const events of log.readAll({ types: [type] }))
      for (const { sealed = {} } of events) digests.push(...Object.values(sealed));
    return digests;
  };

  test.each(audiences)('is explained to the %s by its notice', async (audience) => {
    const found = await verifyBundle(await bundle(audience, await erased({ notice: true })), {
      policy,
    });
    expect(found.disclosures).toMatchObject({ erased: 1, unexplained: 0 });
  });

  test.each(audiences)(
    'without a notice is refused by the %s: words do not vanish',
    async (audience) => {
      const path = await bundle(audience, await erased({ notice: false }));
      await expect(verifyBundle(path, { policy })).rejects.toThrow('nothing in the log explains');
    },
  );

  test('and is still told, is refused', async () => {
    const own = await erased({ notice: true });
    const kept = (await electionOf(storyWith(3))).vault;
    for (const [digest, text] of kept) own.vault.set(digest, text);
    await expect(verifyBundle(await bundle('public', own), { policy })).rejects.toThrow(
      'still tells it',
    );
  });
});
