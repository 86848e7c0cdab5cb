import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LARGEST_MESSAGE, SIZE_TYPE } from '../ledger/add-checkpoint.js';
import type { Answer, Witness } from './witness.js';

const HEAD = /^\/([0-9a-f]{64})\/checkpoint$/;

/** Serves a witness as C2SP tlog-witness says: whoever has a signed head has it cosigned, and anybody reads the last. */
export const serveWitness =
  (witness: Witness, onFault: (error: unknown) => void): RequestListener =>
  (request, response) => {
    respond(witness, request, response).catch((error: unknown) => {
      onFault(error);
      if (response.headersSent) response.destroy();
      else send(response, 500, 'Something is wrong here.\n');
    });
  };

const respond = async (
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [path = ''] = (request.url ?? '').split('?');
  const [, log] = HEAD.exec(path) ?? [];
  if (path === '/add-checkpoint')
    return request.method === 'POST' ? add(witness, request, response) : only('POST', response);
  if (!log) return send(response, 404, 'Nothing is here.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') return only('GET, HEAD', response);
  const note = await witness.checkpoint(log);
  send(response, note === undefined ? 404 : 200, note ?? 'Nothing is here.\n');
};

const add = async (
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await bodyOf(request);
  const sentence = `A request has at most ${LARGEST_MESSAGE} bytes.`;
  const answer: Answer = body ? await witness.add(body) : { status: 413, sentence };
  if ('lines' in answer) send(response, 200, answer.lines);
  else if ('size' in answer) send(response, 409, `${answer.size}\n`, SIZE_TYPE);
  else send(response, answer.status, `${answer.sentence}\n`);
};

/** The whole body; undefined where it is larger than a request can be, and the rest is not read. */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_MESSAGE) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  const stays = { destroyOnReturn: false };
  for await (const chunk of request.iterator(stays) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_MESSAGE) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const only = (methods: string, response: ServerResponse): void => {
  response.setHeader('Allow', methods);
  send(response, 405, `Only ${methods}.\n`);
};

const send = (
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void => {
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
  });
  response.end(text);
};
