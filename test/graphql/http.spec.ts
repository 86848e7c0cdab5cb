import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signDevelopmentToken } from '../../src/identity/tokens.js';
import { keyPair, rightClaims, rightHeader, signed, token } from '../support/forge.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

const json = { 'content-type': 'application/json' };
const ask = JSON.stringify({ query: '{ viewer { sub } }' });

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  search?: string;
}
const send = async ({ method = 'POST', headers = json, body, search = '' }: Sent) => {
  const response = await fetch(`${server.url}/graphql${search}`, { method, headers, body });
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('a request', () => {
  test('of 100 KiB is read, and one byte more is not', async () => {
    const sized = (bytes: number) => ask.padEnd(bytes, ' ');
    expect(await send({ body: sized(102_400) })).toMatchObject({ status: 200 });
    expect(await send({ body: sized(102_401) })).toMatchObject({ status: 413 });
  });

  test('of ten megabytes, or a few that unfold to fifty, is refused without being kept', async () => {
    const before = process.memoryUsage().rss;
    expect(await send({ body: ' '.repeat(10_000_000) })).toMatchObject({ status: 413 });
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    expect(
      await send({ body: bomb, headers: { ...json, 'content-encoding': 'gzip' } }),
    ).toMatchObject({ status: 413 });
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  test('nested forty thousand deep is answered at once', async () => {
    const deep = '['.repeat(40_000) + ']'.repeat(40_000);
    const began = performance.now();
    const query = 'query($id: ID!) { consultation(id: $id) { title } }';
    for (const body of [
      deep,
      `{"query":"{ viewer { sub } }","extensions":{"a":${deep}}}`,
      `{"query":${JSON.stringify(query)},"variables":{"id":${deep}}}`,
    ])
      expect((await send({ body })).status).toBeLessThan(500);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test.each<[string, Sent]>([
    ['that is empty', {}],
    ['that is not JSON', { body: '{' }],
    ['that is a text', { body: '"{ viewer { sub } }"' }],
    ['that is null', { body: 'null' }],
    ['that is a batch', { body: `[${Array(50).fill(ask).join()}]` }],
    ['of plain text', { body: ask, headers: { 'content-type': 'text/plain' } }],
    [
      'from a form',
      {
        body: 'query=%7Bviewer%7Bsub%7D%7D',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
    [
      'in several parts',
      {
        body: '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      },
    ],
  ])('%s is refused, and not as a fault of ours', async (_what, sent) => {
    const { status, text } = await send(sent);
    expect({ status, text }).toMatchObject({ status: 400 });
    expect(text).not.toContain('node_modules');
  });

  test('in an unknown encoding or alphabet is refused', async () => {
    const headers = [
      { ...json, 'content-encoding': 'cahier' },
      { 'content-type': 'application/json; charset=cahier' },
    ];
    for (const each of headers) expect((await send({ body: ask, headers: each })).status).toBe(415);
  });

  test('to write is not made by following a link', async () => {
    const write = 'mutation { openPhase(input: { phaseId: "x" }) { position } }';
    const search = (query: string) => `?query=${encodeURIComponent(query)}`;
    expect(await send({ method: 'GET', search: search(write) })).toMatchObject({ status: 405 });
    expect(await send({ method: 'GET', search: search('{ viewer { sub } }') })).toMatchObject({
      status: 200,
      text: '{"data":{"viewer":null}}\n',
    });
    expect(await send({ method: 'PUT', body: ask })).toMatchObject({ status: 405 });
  });

  test('from any web page is answered without its cookies, errors too', async () => {
    for (const body of [ask, '{', ' '.repeat(200_000)]) {
      const { headers } = await send({ body, headers: { ...json, origin: 'https://a.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  test('is answered without telling by what', async () => {
    const { headers } = await send({ body: ask });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('a connection', () => {
  const silentFor = (first: string): Promise<{ ms: number; text: string }> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const { port, hostname } = new URL(server.url);
      const socket = connect(Number(port), hostname, () => socket.write(first));
      let text = '';
      socket.on('data', (data) => (text += data)).on('error', reject);
      socket.on('close', () => resolve({ ms: performance.now() - began, text }));
    });

  test('that never ends its headers is closed within seven seconds, others served meanwhile', async () => {
    const closed = silentFor('POST /graphql HTTP/1.1\r\nhost: x\r\nx: ');
    const crowd = Promise.all(Array.from({ length: 200 }, () => silentFor('')));
    expect(await send({ body: ask })).toMatchObject({ status: 200 });
    const { ms, text } = await closed;
    expect(ms).toBeLessThan(7_500);
    expect(text).toMatch(/^(HTTP\/1.1 408 |$)/);
    expect(Math.max(...(await crowd).map((silent) => silent.ms))).toBeLessThan(7_500);
  });

  test('has ten seconds for a whole request, and we half a minute for the answer', () => {
    const http = server.running.app.getHttpServer();
    expect(http).toMatchObject({ requestTimeout: 10_000, timeout: 30_000 });
  });
});

describe('a sign-in', () => {
  const as = (authorization: string) => send({ body: ask, headers: { ...json, authorization } });
  const right = () =>
    signDevelopmentToken(server.config, { sub: 'claire', roles: ['citizen'], organisations: [] });

  test('by a right token tells who you are', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect(await as(`${scheme} ${await right()}`)).toMatchObject({
        status: 200,
        text: '{"data":{"viewer":{"sub":"claire"}}}\n',
      });
  });

  test('by a wrong one is refused with 401 even for what is public, and without saying why', async () => {
    const [header, claims] = (await right()).split('.');
    const stranger = keyPair().privateKey;
    const wrong = [
      'Bearer',
      'Bearer ',
      `Basic ${Buffer.from('a:b').toString('base64')}`,
      await right(),
      `Bearer ${await right()} ${await right()}`,
      `Bearer ${await right()}.x`,
      `Bearer ${(await right()).slice(0, -4)}`,
      `Bearer ${header}.${claims}.`,
      `Bearer ${header}.${claims}.${'A'.repeat(86)}`,
      `Bearer ${token(stranger)}`,
      `Bearer ${signed(() => '', { ...rightHeader, alg: 'none' }, rightClaims())}`,
    ];
    for (const authorization of wrong) {
      const { status, text } = await as(authorization);
      expect([authorization, status, JSON.parse(text)]).toEqual([
        authorization,
        401,
        {
          errors: [{ message: 'The token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }],
        },
      ]);
    }
  });
});
