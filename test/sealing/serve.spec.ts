import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCheckpoint } from '../../src/ledger/checkpoint.js';
import { decodeBundle } from '../../src/ledger/entry-bundle.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { parseVkey } from '../../src/ledger/note-key.js';
import { parseLeaf } from '../../src/ledger/parse-leaf.js';
import { parsePolicy } from '../../src/ledger/policy-file.js';
import { parseProof, verifyProof } from '../../src/ledger/proof.js';
import { parseRegistryLeaf } from '../../src/ledger/registry-leaf.js';
import { tilePath, tilesOf } from '../../src/ledger/tiles.js';
import { jsonOf } from '../ledger/vectors.js';
import { naiveRoot } from '../ledger/tree.js';
import { startServer, type TestServer } from '../support/server.js';
import { draft, foundTown, openBudget, vote, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let prefix: string;
let hidden: string;

const get = async (path: string, method = 'GET') => {
  const response = await fetch(`${server.url}${path}`, { method });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, bytes, text: bytes.toString(), headers: response.headers };
};

const localId = (id: string) => Buffer.from(id, 'base64').toString().split(':')[1]!;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  const budget = await openBudget(town);
  hidden = `/c/${localId(await draft(town))}`;
  await vote(town, budget, 'camille', budget.ideas.slice(0, 2));
  prefix = `/c/${localId(budget.consultation)}`;
  let before = '';
  for (let i = 0; i < 20; i++) {
    const { text, status } = await get(`${prefix}/checkpoint`);
    if (status === 200 && text === before) break;
    before = text;
    await sleep(1_500);
  }
}, 60_000);
afterAll(() => server.close());

/** The leaves of a log, by what is served alone; throws where they do not have the root in its checkpoint. */
const leavesOf = async (place: string, vkey: string) => {
  const { text } = await get(`${place}/checkpoint`);
  const { checkpoint } = openCheckpoint(text, [parseVkey(vkey)]);
  const leaves: Buffer[] = [];
  for (const name of tilesOf(checkpoint.size).filter(({ level }) => level === 'entries'))
    leaves.push(...decodeBundle((await get(`${place}/${tilePath(name)}`)).bytes, name.width));
  expect(naiveRoot(leaves.map(leafHash))).toEqual(checkpoint.root);
  return leaves;
};

const ownKey = async (): Promise<string> => {
  const { bytes } = await get(`/registry/checkpoint`);
  const size = Number(bytes.toString().split('\n')[1]);
  const [name] = tilesOf(size).filter(({ level }) => level === 'entries');
  const bundle = await get(`/registry/${tilePath(name!)}`);
  const openings = decodeBundle(bundle.bytes, name!.width)
    .map(parseRegistryLeaf)
    .flatMap((leaf) => (leaf.kind === 'opening' ? [leaf] : []));
  expect(openings).toHaveLength(1);
  const [opening] = openings;
  const { vkey } = JSON.parse(decodeBundle(bundle.bytes, name!.width)[opening!.n]!.toString()) as {
    vkey: string;
  };
  return vkey;
};

test('a stranger finds the key in the registry, and recomputes the root of the log from its entries', async () => {
  const leaves = await leavesOf(prefix, await ownKey());
  const types = leaves.map((leaf) => parseLeaf(leaf).event.type);
  expect(types[0]).toBe('ConsultationCreated');
  expect(types.at(-1)).toBe('BasketSubmitted');
});

test('the receipt of a single leaf proves that it is in the log', async () => {
  const vkey = await ownKey();
  const leaves = await leavesOf(prefix, vkey);
  const last = leaves.at(-1)!;
  const { status, text, headers } = await get(`${prefix}/receipt/${leaves.length - 1}`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const policy = parsePolicy(`log ${vkey}\nquorum none\n`);
  const proof = parseProof(text);
  expect(proof.index).toBe(leaves.length - 1);
  expect(verifyProof(proof, leafHash(last), policy).checkpoint.size).toBe(leaves.length);
  expect(() => verifyProof(proof, leafHash(leaves[0]!), policy)).toThrow();
});

describe('over HTTP', () => {
  test('a checkpoint is text that is fresh within seconds, for every page of the web', async () => {
    const { status, headers } = await get(`${prefix}/checkpoint`, 'HEAD');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=1');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('no tile is there that the checkpoint does not sign', async () => {
    const { text } = await get(`${prefix}/checkpoint`);
    const size = Number(text.split('\n')[1]);
    expect((await get(`${prefix}/tile/0/000.p/${size}`)).bytes).toHaveLength(32 * size);
    expect((await get(`${prefix}/tile/0/000.p/${size + 1}`)).status).toBe(404);
    expect((await get(`${prefix}/tile/0/000`)).status).toBe(404);
    expect((await get(`${prefix}/tile/1/000.p/1`)).status).toBe(404);
  });

  test('nothing is there of a draft, as of what does not exist', async () => {
    const unknown = await get('/c/nothing/checkpoint');
    const ofDraft = await get(`${hidden}/checkpoint`);
    expect([ofDraft.status, ofDraft.text]).toEqual([unknown.status, unknown.text]);
    expect(unknown.status).toBe(404);
    for (const index of ['99999', '999999999', '9999999999', '01', '-1', '1e3', '0x1', ''])
      expect([index, (await get(`${prefix}/receipt/${index}`)).status]).toEqual([index, 404]);
    expect((await get(`${hidden}/receipt/0`)).status).toBe(404);
    expect((await get(`${prefix}/receipt/0`)).status).toBe(200);
  });

  test.each<string>(jsonOf('attack-inputs.json').path_url)('nothing is at %j', async (path) => {
    for (const at of [`${prefix}/${path}`, `/registry/${path}`, `/c/${path}`])
      expect((await get(encodeURI(at))).status).toBe(404);
  });

  test('nothing is written', async () => {
    expect((await get(`${prefix}/checkpoint`, 'POST')).status).toBe(405);
    expect((await get(`${prefix}/checkpoint`, 'DELETE')).status).toBe(405);
  });
});
