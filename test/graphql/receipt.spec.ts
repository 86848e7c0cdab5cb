import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { disclosureDigest, parseDisclosure } from '../../src/ledger/disclosure.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { signer, vkey } from '../../src/ledger/note-key.js';
import { parseLeaf } from '../../src/ledger/parse-leaf.js';
import { parsePolicy } from '../../src/ledger/policy-file.js';
import { parseProof, verifyProof } from '../../src/ledger/proof.js';
import { developmentSeed } from '../../src/sealing/signing-key.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town);
  await vote(town, budget, 'camille', budget.ideas.slice(0, 2), { commandId: 'my-vote' });
}, 60_000);
afterAll(() => server.close());

const ask = async (commandId: string, token?: string, waitForReceipt = true) => {
  const query = `query($commandId: String!, $waitForReceipt: Boolean!) {
    receipt(commandId: $commandId, waitForReceipt: $waitForReceipt) {
      status origin index checkpoint proof leaf disclosures explanation
    }
  }`;
  return server.graphql(query, { commandId, waitForReceipt }, token);
};

/** What a citizen trusts: the key of the log, under its name. */
const policyOf = async (origin: string) => {
  const seed = await developmentSeed(server.config.data);
  return parsePolicy(`log ${vkey(signer(origin, 'note', seed))}\nquorum none\n`);
};

test('E32, T43 a citizen who waits is given a receipt that proves their vote', async () => {
  const { data, errors } = await ask('my-vote', await town.citizen('camille'));
  expect(errors).toBeUndefined();
  const { status, origin, index, checkpoint, proof, leaf, explanation } = data.receipt;
  expect(status).toBe('SEALED');
  const { checkpoint: head } = verifyProof(
    parseProof(proof),
    leafHash(Buffer.from(leaf)),
    await policyOf(origin),
  );
  expect(head.origin).toBe(origin);
  expect(parseProof(proof)).toMatchObject({ index, checkpoint });
  const read = parseLeaf(Buffer.from(leaf));
  expect(read).toMatchObject({ log: origin, n: index, event: { type: 'BasketSubmitted' } });
  expect(explanation).toContain(origin);
});

test('what the leaf only has a digest of is given to whoever made the act', async () => {
  const { data } = await ask('my-vote', await town.citizen('camille'));
  const { leaf, disclosures } = data.receipt;
  const { event, digests } = parseLeaf(Buffer.from(leaf));
  expect(disclosures).toHaveLength('data' in event ? 0 : 1);
  for (const disclosure of disclosures) expect(digests).toContain(disclosureDigest(disclosure));
});

test('the words of an idea are in no leaf; its author is given what proves that they are theirs', async () => {
  const token = await town.citizen('camille');
  const { consultation: consultationId, ideation: phaseId } = budget;
  const text = { title: 'Un verger', body: 'Des pommes pour tous.' };
  const wished = { consultationId, phaseId, text, topicIds: ['nature'], commandId: 'my-idea' };
  await town.granted('submitIdea', wished, '', token);
  const { leaf, disclosures } = (await ask('my-idea', token)).data.receipt;
  const { digests } = parseLeaf(Buffer.from(leaf));
  expect(leaf).not.toContain('verger');
  expect(disclosures.map(disclosureDigest).sort()).toEqual([...digests].sort());
  expect(
    Object.fromEntries(
      disclosures.map(parseDisclosure).map(({ name, value }: any) => [name, value]),
    ),
  ).toMatchObject(text);
});

test('an act of the city that concerns no consultation has a receipt from the registry', async () => {
  const area = { organisationId: 'arcueil', areaId: 'north', name: 'Nord', commandId: 'an-area' };
  await town.granted('defineArea', area);
  const { data } = await ask('an-area', town.staff);
  expect(data.receipt).toMatchObject({ status: 'SEALED', origin: 'localhost/registry' });
});

test('an act that is not signed yet is pending, for whoever does not wait', async () => {
  await vote(town, budget, 'dora', budget.ideas.slice(0, 1), { commandId: 'hers' });
  const token = await town.citizen('dora');
  const { data } = await ask('hers', token, false);
  expect(['PENDING', 'SEALED']).toContain(data.receipt.status);
  expect((await ask('hers', token)).data.receipt.status).toBe('SEALED');
});

test('E32, T43 nobody is given the receipt of somebody else, or of an act that was never made', async () => {
  expect((await ask('my-vote', await town.citizen('dora'))).data).toEqual({ receipt: null });
  expect((await ask('never', await town.citizen('camille'))).data).toEqual({ receipt: null });
  expect((await ask('my-vote')).errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
});
