import { request as requestTo } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logName } from '../../src/witness/witness.js';
import { demandCosigned, otherLog } from './log.js';
import { startWitness, type ServedWitness } from './served.js';

const log = otherLog();
let served: ServedWitness;
beforeAll(async () => {
  served = await startWitness('w1', (origin) => (origin === log.key.name ? log.key : undefined));
});
afterAll(() => served.close());

const post = async (body: string | Buffer, path = '/add-checkpoint') => {
  const response = await fetch(`${served.url}${path}`, { method: 'POST', body });
  const type = response.headers.get('content-type');
  return { status: response.status, type, text: await response.text() };
};
const get = async (path: string, method = 'GET') => {
  const response = await fetch(`${served.url}${path}`, { method });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('whoever has a signed head has it cosigned, and anybody reads it', async () => {
  const { status, text } = await post(await log.asks(0, 5));
  expect(status).toBe(200);
  demandCosigned(log.text(5), text, served.key);
  const read = await get(`/${logName(log.key.name)}/checkpoint`);
  expect(read).toMatchObject({ status: 200, text: `${log.head(5)}${text}` });
  expect(read.headers.get('content-type')).toBe('text/plain; charset=utf-8');
});

test('who starts from another size is told the size as a text of its own type', async () => {
  expect(await post(await log.asks(4, 9))).toEqual({
    status: 409,
    type: 'text/x.tlog.size',
    text: '5\n',
  });
});

test.each([
  [400, 'nonsense'],
  [404, otherLog('log.example/b').asks(0, 1)],
  [403, log.asks(5, 9).then((body) => body.replace('\n9\n', '\n8\n'))],
  [422, log.asks(5, 9).then((body) => body.replace(/\n.*\n\n/, '\n\n'))],
])('%i is told with one sentence', async (status, body) => {
  const answer = await post(await body);
  expect(answer).toMatchObject({ status, type: 'text/plain; charset=utf-8' });
  expect(answer.text).toMatch(/^[^\n]+\.\n$/);
});

describe('what is too large', () => {
  test('is refused before it is read', async () =>
    expect(await post(Buffer.alloc(70_000, 'a'))).toMatchObject({ status: 413 }));

  test('is read no further, where nobody says how large it is', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = requestTo(`${served.url}/add-checkpoint`, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.on('error', reject);
      for (let i = 0; i < 70; i++) sending.write(Buffer.alloc(1_000, 'a'));
    });
    expect(status).toBe(413);
  });
});

test('nothing else is there', async () => {
  for (const path of ['/', `/${'0'.repeat(64)}/checkpoint`, '/..%2f/checkpoint', '/a/checkpoint'])
    expect(await get(path)).toMatchObject({ status: 404 });
  expect(await get('/add-checkpoint')).toMatchObject({ status: 405 });
  expect(await get(`/${logName(log.key.name)}/checkpoint`, 'DELETE')).toMatchObject({
    status: 405,
  });
});
