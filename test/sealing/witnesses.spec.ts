import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cosign } from '../../src/ledger/cosignature.js';
import { parseNote, signatureLine } from '../../src/ledger/note.js';
import { signer } from '../../src/ledger/note-key.js';
import { parsePolicy } from '../../src/ledger/policy-file.js';
import { holdTo } from '../../src/ledger/policy.js';
import { parseProof, verifyProof } from '../../src/ledger/proof.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { lagOf } from '../../src/sealing/lag.js';
import { sealedLeaf } from '../../src/sealing/receipts.js';
import type { SealerOptions } from '../../src/sealing/sealer.js';
import { lastHead, policyText, provenHead } from '../../src/sealing/witnessed.js';
import { logName } from '../../src/witness/witness.js';
import { seed } from '../ledger/vectors.js';
import { otherLog } from '../witness/log.js';
import { logsOf, startWitness, type ServedWitness } from '../witness/served.js';
import { host, openSite, type Site } from './site.js';

const published = { type: 'ConsultationPublished' };
const origin = `${host}/c/a`;
const impatient: SealerOptions = { witnessMs: 300, restMs: 20 };
let closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

const witnessed = async (name: string, instead?: Parameters<typeof startWitness>[2]) => {
  const served = await startWitness(name, logsOf(host, seed(9)), instead);
  closing.push(served.close);
  return served;
};
const siteOf = async (witnesses: ServedWitness[], quorum = 'quorum w1\n'): Promise<Site> => {
  const lines = witnesses.map(({ line }) => line).join('');
  const site = await openSite({ witnesses: lines + quorum });
  closing.push(site.close);
  return site;
};
const until = async (holds: () => Promise<boolean> | boolean) => {
  for (let i = 0; i < 1_000; i++) {
    if (await holds()) return;
    await sleep(10);
  }
  throw new Error('it never came');
};
const allWitnessed = (site: Site) =>
  until(async () => (await lagOf(site.ledger, site.pool)).length === 0);
const policyOf = (site: Site, place: string) => parsePolicy(policyText(site.ledger, place));
const names = async (site: Site, place: string) =>
  (await lastHead(site.tiles, place))!.signatures.map(({ name }) => name);
const kept = async ({ witness }: ServedWitness, of = origin) =>
  Number((await witness.checkpoint(logName(of)))?.split('\n')[1] ?? 0);

describe('a head that is published', () => {
  test('is cosigned by the witness, and so is the registry', async () => {
    const w1 = await witnessed('w1');
    const site = await siteOf([w1]);
    site.start(impatient);
    await site.happen('a', published, {}, {});
    await site.sealed();
    await allWitnessed(site);
    for (const place of ['c/a', 'registry']) {
      const head = (await lastHead(site.tiles, place))!;
      const { checkpoint } = holdTo(policyOf(site, place), head.note);
      expect(checkpoint.size).toBe((await site.read(place)).size);
    }
    expect(await kept(w1)).toBe(3);
  });

  test('is cosigned again and again while the log grows over tiles', async () => {
    const w1 = await witnessed('w1');
    const site = await siteOf([w1]);
    site.start(impatient);
    await site.happen('a', published);
    for (const count of [1, 200, 60, 300]) {
      await site.happen('a', ...Array.from({ length: count }, () => ({})));
      await site.sealed();
      await allWitnessed(site);
    }
    expect(await kept(w1)).toBe(562);
    expect(await names(site, 'c/a')).toEqual([origin, w1.key.name]);
  });

  test('of a draft is shown to no witness, and the whole log once it is published', async () => {
    const w1 = await witnessed('w1');
    const site = await siteOf([w1]);
    site.start(impatient);
    await site.happen('a', {}, {});
    await site.happen(null, {});
    await site.sealed();
    await allWitnessed(site);
    expect(await kept(w1, `${host}/registry`)).toBe(1);
    expect(await kept(w1)).toBe(0);
    await site.happen('a', published);
    await site.sealed();
    await allWitnessed(site);
    expect(await kept(w1)).toBe(3);
  });

  test('is the same head for every witness, however fast the log grows', async () => {
    const [w1, w2] = [await witnessed('w1'), await witnessed('w2')];
    const site = await siteOf([w1, w2], 'group both all w1 w2\nquorum both\n');
    site.start({ ...impatient, intervalMs: 1 });
    await site.happen('a', published);
    for (let i = 0; i < 40; i++) await site.happen('a', {});
    await site.sealed();
    await allWitnessed(site);
    const head = (await provenHead(site.ledger, 'c/a'))!;
    expect(head.signatures.map(({ name }) => name)).toEqual([origin, w1.key.name, w2.key.name]);
  });

  test('proves a receipt to whoever asks for a witness', async () => {
    const w1 = await witnessed('w1');
    const site = await siteOf([w1]);
    site.start(impatient);
    await site.happen('a', published, {});
    await site.sealed();
    await allWitnessed(site);
    await w1.away();
    await site.happen('a', {});
    await site.sealed();
    const proofOf = async (index: number) => {
      const { leaf, proof } = (await sealedLeaf(site.tiles, 'c/a', index))!;
      return () => verifyProof(parseProof(proof), leafHash(leaf), policyOf(site, 'c/a'));
    };
    expect((await proofOf(1))().checkpoint.size).toBe(2);
    expect(await proofOf(2)).toThrow('0 of 1 witnesses');
  });
});

describe('while a witness is away', () => {
  test('the log goes on, who waits is told, and all is caught up with when it is back', async () => {
    const w1 = await witnessed('w1');
    const site = await siteOf([w1]);
    site.start(impatient);
    await site.happen('a', published);
    await site.happen('b', published, {});
    await site.sealed();
    await allWitnessed(site);
    await w1.away();
    for (let i = 0; i < 5; i++) {
      await site.happen('a', {}, {});
      await site.sealed();
    }
    expect((await site.read('c/a')).size).toBe(11);
    const [lag] = await lagOf(site.ledger, site.pool);
    expect(lag).toMatchObject({ log: 'c/a', size: 11, witnessed: { size: 1 }, missing: ['w1'] });
    expect(Date.parse(lag!.witnessed!.at)).toBeGreaterThan(Date.now() - 60_000);
    expect((await provenHead(site.ledger, 'c/a'))!.checkpoint.size).toBe(1);
    await w1.back();
    await allWitnessed(site);
    expect(await kept(w1)).toBe(11);
    expect((await provenHead(site.ledger, 'c/a'))!.checkpoint.size).toBe(11);
  });

  test('another sealer catches up as well, who knows nothing of what the witness knows', async () => {
    const w1 = await witnessed('w1');
    const site = await siteOf([w1]);
    const first = site.start(impatient);
    await site.happen('a', published);
    await site.sealed();
    await allWitnessed(site);
    await w1.away();
    await site.happen('a', {}, {});
    await site.sealed();
    await first.close();
    await w1.back();
    site.start(impatient);
    await allWitnessed(site);
    expect(await kept(w1)).toBe(3);
  });

  test('that never answers, heads are signed, and others cosign them', async () => {
    const w1 = await witnessed('w1', () => {});
    const w2 = await witnessed('w2');
    const site = await siteOf([w1, w2], 'quorum w2\n');
    site.start(impatient);
    for (let i = 0; i < 5; i++) {
      await site.happen('a', published);
      await site.sealed();
    }
    await until(async () => (await kept(w2)) === 5);
    await until(async () => (await names(site, 'c/a')).includes(w2.key.name));
    expect(await names(site, 'c/a')).toEqual([origin, w2.key.name]);
    const lags = await lagOf(site.ledger, site.pool);
    expect(lags.every(({ missing }) => missing.join() === 'w1')).toBe(true);
  });

  test('what enough witnesses have cosigned stays until enough have cosigned more', async () => {
    const asked: string[] = [];
    const isOurs = logsOf(host, seed(9));
    const w1 = await startWitness('w1', (log) => (asked.push(log), isOurs(log)));
    closing.push(w1.close);
    const w2 = await witnessed('w2');
    const site = await siteOf([w1, w2], 'group both all w1 w2\nquorum both\n');
    site.start(impatient);
    await site.happen('a', published);
    await site.sealed();
    await allWitnessed(site);
    await w2.away();
    await site.happen('a', {});
    await site.sealed();
    await until(async () => (await kept(w1)) === 2);
    const before = asked.filter((log) => log === origin).length;
    for (const n of [1, 2, 3]) {
      await site.happen('b', published);
      await until(async () => (await kept(w1, `${host}/c/b`)) === n);
    }
    expect(asked.filter((log) => log === origin)).toHaveLength(before);
    expect((await provenHead(site.ledger, 'c/a'))!.checkpoint.size).toBe(1);
    await w2.back();
    await allWitnessed(site);
    expect((await provenHead(site.ledger, 'c/a'))!.checkpoint.size).toBe(2);
  });
});

describe('what a witness answers is not kept', () => {
  const stranger = signer('witness.example/w1', 'cosignature', seed(77));
  test.each([
    ['when it is nonsense', () => 'nonsense'],
    ['when there is nothing', () => ''],
    ['when another key has signed', (text: string) => signatureLine(cosign(text, stranger, 1))],
    [
      'when another text was signed',
      (text: string, key: typeof stranger) =>
        signatureLine(cosign(text.replace('\n2\n', '\n3\n'), key, 1)),
    ],
    ['when it has no end', () => 'a'.repeat(100_000)],
  ])('%s', async (_what, answer) => {
    const w1: ServedWitness = await witnessed('w1', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const { text } = parseNote(body.slice(body.indexOf('\n\n') + 2));
        response.end(answer(text, w1.key));
      });
    });
    const site = await siteOf([w1]);
    site.start(impatient);
    await site.happen('a', published, {});
    await site.sealed();
    await until(() => w1.requests.length > 3);
    expect(await names(site, 'c/a')).toEqual([origin]);
    expect(await lagOf(site.ledger, site.pool)).toHaveLength(2);
  });
});

test('a witness that was shown another tree of one size notices, and cosigns ours no more', async () => {
  const w1 = await witnessed('w1');
  const other = otherLog(origin, { key: signer(origin, 'note', seed(9)) });
  expect(await w1.witness.add(await other.asks(0, 2))).toMatchObject({ status: 200 });
  const site = await siteOf([w1]);
  site.start(impatient);
  await site.happen('a', published, {});
  await site.sealed();
  await until(() => w1.requests.length > 6);
  await site.happen('a', {});
  await site.sealed();
  await until(() => w1.requests.length > 9);
  expect(await names(site, 'c/a')).toEqual([origin]);
  expect(await w1.witness.checkpoint(logName(origin))).toContain(other.text(2));
  expect(w1.splits).toContain(`${origin} 2`);
});
