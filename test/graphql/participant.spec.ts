import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let anna: string;
beforeAll(async () => {
  server = await startServer();
  anna = await server.token('citizen', 'anna');
}, 60_000);
afterAll(() => server.close());

const send = async (mutation: string, input: object, token = anna) => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation($input: ${type}) { ${mutation}(input: $input) {
    alreadyApplied revision userErrors { code path } participant { locale email registeredAt } } }`;
  const { data, errors } = await server.graphql(query, { input }, token);
  if (errors) throw new Error(JSON.stringify(errors));
  return data[mutation];
};

describe('a participant', () => {
  test('says where they are written to, and is shown it', async () => {
    const { participant, userErrors } = await send('registerParticipant', {
      locale: 'fr',
      email: 'anna@example.org',
    });
    expect(userErrors).toEqual([]);
    expect(participant).toMatchObject({ locale: 'fr', email: 'anna@example.org' });
    const again = await send('registerParticipant', { locale: 'en', email: 'b@example.org' });
    expect(again).toMatchObject({ alreadyApplied: true, participant });
  });

  test('changes it, or wants to be written to no more', async () => {
    const changed = await send('changeContact', { locale: 'en', email: 'new@example.org' });
    expect(changed.participant).toMatchObject({ locale: 'en', email: 'new@example.org' });
    const none = await send('changeContact', { locale: 'en', expectedRevision: changed.revision });
    expect(none.participant).toMatchObject({ locale: 'en', email: null });
  });

  test('is told what is wrong with an address, and that they are not registered yet', async () => {
    const other = await server.token('citizen', 'another');
    const { participant, userErrors } = await send(
      'changeContact',
      { locale: 'fr', email: 'all@example.org, anna@example.org' },
      other,
    );
    expect(participant).toBeNull();
    expect(userErrors).toEqual([
      { code: 'NOT_REGISTERED', path: [] },
      { code: 'INVALID_EMAIL', path: ['email'] },
    ]);
  });
});
