import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildBundle } from '../../src/audit/build.js';
import { rolesOf } from '../../src/audit/entitled.js';
import { verifyBundle } from '../../src/audit/verify.js';
import { schemaVersions } from '../../src/domain/events.js';
import type { Audience } from '../../src/ledger/bundle/manifest.js';
import { signer, vkey } from '../../src/ledger/note-key.js';
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
import { moderated } from './hidden.js';
import { leavesOf, treeOf } from './opened.js';
import { checkpointOf, writeBundle, type Publication } from './published.js';
import { asOperator, changed, indexOf, putTogether, takeApart } from './tampering.js';

const audiences: Audience[] = ['public', 'auditor'];
const place = folder();
let election: Election;
let made = 0;

const bundle = async (
  audience: Audience,
  from: Election = election,
  published: Publication = {},
) => {
  const path = join(place, `${made++}.zip`);
  await writeBundle(path, audience, from, published);
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
    expect(found.ballots).toBe(400 + 134 + 4 + 1 + 6 + 1 + 6 + 2);
    expect(found.signedBy).toEqual([origin]);
    expect(found.published).toMatchObject({
      'published/tally.json': 3,
      'published/votes.json': 2,
      'published/results.json': 2,
    });
    expect(found.disclosures).toMatchObject({ withheld: 0, unexplained: 0 });
  });

  test('holds for everybody, and says what is kept for auditors', async () => {
    const found = await verifyBundle(await bundle('public'), { policy });
    expect(found.notRecounted).toHaveLength(1);
    const { disclosures, ballots } = found;
    expect(disclosures.kept).toBe(ballots + 7 + 400 + 1 + 1 + 1 + 1 + 2);
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
    const { length } = await leavesOf(small);
    for (let size = 1; size <= length; size++)
      for (const audience of audiences) {
        const found = await verifyBundle(await bundle(audience, small, { size }), { policy });
        expect(found).toMatchObject({ audience, size });
      }
  });

  test('is of the checkpoint that was published, whatever came after it', async () => {
    const [early, late] = [await electionOf(storyWith(3)), await electionOf(storyWith(3))];
    const size = (await leavesOf(early)).length;
    await recordFact(
      late,
      'PersonalDataErased',
      { erasureId: 'x', basis: 'art17', entries: [] },
      'x',
    );
    const [one, other] = [await bundle('auditor', early), await bundle('auditor', late, { size })];
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
  });

  test('is not made where the log does not hold what was signed, and leaves nothing', async () => {
    const path = join(place, 'nothing.zip');
    const other = await electionOf(storyWith(3));
    const more = await checkpointOf(election);
    await expect(
      buildBundle(
        path,
        { host, consultationId, audience: 'public' },
        { ...other, checkpoint: more },
      ),
    ).rejects.toThrow('is not what the log of events holds');
    await expect(
      buildBundle(
        path,
        { host, consultationId: 'other', audience: 'public' },
        { ...other, checkpoint: await checkpointOf(other) },
      ),
    ).rejects.toThrow(`The checkpoint is of ${origin}.`);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(place).filter((name) => !/^\d+\.zip$/.test(name))).toEqual([]);
  });
});

describe('words of what a moderator hides', () => {
  const digestsOf = async ({ log }: Election, type: string, ideaId: string): Promise<string[]> => {
    const digests: string[] = [];
    for await (const events of log.readAll({ types: [type] }))
      for (const { data, sealed = {} } of events)
        if ((data as { ideaId: string }).ideaId === ideaId) digests.push(...Object.values(sealed));
    return digests;
  };
  const toldIn = async (path: string): Promise<string> =>
    [
      ...(await takeApart(path)).files
        .get('disclosures.ndjson')!
        .toString()
        .matchAll(/"d":"([^"]+)"/g),
    ]
      .map(([, d]) => Buffer.from(d!, 'base64url').toString())
      .join('\n');
  const found = async (path: string) => (await verifyBundle(path, { policy })).disclosures;

  test('are not told to the public, and the hiding explains that; auditors are told them', async () => {
    const own = await electionOf(moderated('hideIdea'));
    const forAll = await bundle('public', own);
    expect(await found(forAll)).toMatchObject({ moderated: 6, unexplained: 0 });
    expect(await toldIn(forAll)).not.toContain('Yes, please.');
    const forAuditors = await bundle('auditor', own);
    expect(await found(forAuditors)).toMatchObject({ moderated: 0, withheld: 0 });
    expect(await toldIn(forAuditors)).toContain('Yes, please.');
  });

  test('of a comment are withheld with each of its versions, and no other word', async () => {
    const path = await bundle('public', await electionOf(moderated('hideComment')));
    expect(await found(path)).toMatchObject({ moderated: 2, unexplained: 0 });
    expect(await toldIn(path)).toContain('"Yes!"');
    expect(await toldIn(path)).not.toContain('Yes, please.');
  });

  test('are told again once it is restored', async () => {
    const path = await bundle('public', await electionOf(moderated('hideIdea', 'restoreIdea')));
    expect(await found(path)).toMatchObject({ moderated: 0, unexplained: 0 });
    expect(await toldIn(path)).toContain('Yes, please.');
  });

  test.each<[string, Parameters<typeof moderated>, string, string, Audience]>([
    [
      'of an idea that is shown again',
      ['hideIdea', 'restoreIdea'],
      'IdeaSubmitted',
      'pond',
      'public',
    ],
    ['of another idea', ['hideIdea'], 'IdeaSubmitted', 'garden', 'public'],
    ['of the idea of a hidden comment', ['hideComment'], 'IdeaSubmitted', 'pond', 'public'],
    ['of a hidden idea, from auditors', ['hideIdea'], 'IdeaSubmitted', 'pond', 'auditor'],
  ])('T37 words %s are not withheld for that', async (_what, wishes, type, ideaId, audience) => {
    const own = await electionOf(moderated(...wishes));
    for (const digest of await digestsOf(own, type, ideaId)) own.vault.delete(digest);
    await expect(verifyBundle(await bundle(audience, own), { policy })).rejects.toThrow(
      'nothing in the log explains',
    );
  });
});

describe('who may act', () => {
  test('is said of every event that can stand in the log of a consultation', () => {
    const elsewhere =
      /^(Organisation|Role|Area|Topic|Body|Status|Department|Reserve|Account|Participant|Contact|Residence|Profile)/;
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
    const own = { ...election, policy: policyOf(keyOf(2)) };
    const path = await bundle('auditor', own, { key: keyOf(2) });
    await expect(verifyBundle(path, { policy })).rejects.toThrow('No known key signed');
    expect(await verifyBundle(path)).toMatchObject({ ownPolicy: true });
  });
});

describe('where the policy asks for a witness', () => {
  const witness = signer('witness.example/w1', 'cosignature', Buffer.alloc(32, 9));
  const asking = Buffer.from(`log ${vkey(keyOf())}\nwitness w1 ${vkey(witness)}\nquorum w1\n`);

  test.each(audiences)('a bundle for the %s that it has seen holds', async (audience) => {
    const path = await bundle(audience, election, { witnesses: [witness] });
    const found = await verifyBundle(path, { policy: asking });
    expect(found.signedBy).toEqual([origin, witness.name]);
    expect(await verifyBundle(path, { policy })).toMatchObject({ signedBy: [origin] });
  });

  test('one that it has not seen is refused', async () => {
    await expect(verifyBundle(await bundle('auditor'), { policy: asking })).rejects.toMatchObject({
      message: expect.stringContaining('0 of 1 witnesses saw the checkpoint'),
      place: { file: 'checkpoint' },
    });
  });

  test('its line copied from another checkpoint is refused', async () => {
    const before = await checkpointOf(election, { size: 300, witnesses: [witness] });
    const line = before.split('\n').find((l) => l.startsWith('— witness.example'))!;
    const parts = await takeApart(await bundle('auditor'));
    const note = parts.files.get('checkpoint')!.toString();
    parts.files.set('checkpoint', Buffer.from(`${note}${line}\n`));
    const path = join(place, `${made++}.zip`);
    await putTogether(parts, path);
    await expect(verifyBundle(path, { policy: asking })).rejects.toThrow(
      'The key witness.example/w1 did not sign this text.',
    );
  });
});

describe('what was seen before', () => {
  const note = async (election: Election, size: number) => {
    const tree = await treeOf(await leavesOf(election));
    return signing(keyOf())({ origin, size, root: await tree.rootAt(size) });
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

  test('a checkpoint of the same size with another root shows that two trees were signed', async () => {
    const { length } = await leavesOf(election);
    const other = await treeOf((await leavesOf(election)).toReversed());
    const head = { origin, size: length, root: await other.rootAt(length) };
    await expect(verified(signing(keyOf())(head))).rejects.toMatchObject({
      message: `It has seen another root at ${length} leaves: the log was changed.`,
      place: { file: 'kept' },
    });
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

test.each([
  ['a role that nobody has', 'in canonical JSON', /not for the role/],
  ['in canonical JSON', 'a role that nobody has', /canonical JSON/],
] as const)(
  'of two leaves that do not hold the earlier one is named, be it wrong in %s',
  async (first, second, says) => {
    const wrong = {
      'a role that nobody has': (leaf: Buffer) =>
        changed(leaf, (members) => (members.as = 'agent/juggler')),
      'in canonical JSON': (leaf: Buffer) => Buffer.from(`${String(leaf)} `),
    };
    const parts = await takeApart(await bundle('auditor'));
    let n = 0;
    asOperator((leaves) => {
      n = indexOf(leaves, 'ConsultationPublished');
      leaves[n] = wrong[first](leaves[n]!);
      leaves[n + 5] = wrong[second](leaves[n + 5]!);
    })(parts);
    const path = join(place, `${made++}.zip`);
    await putTogether(parts, path);
    const verifying = verifyBundle(path, { policy });
    await expect(verifying).rejects.toThrow(says);
    await expect(verifying).rejects.toMatchObject({ place: { file: 'tile/entries/000', n } });
  },
);
