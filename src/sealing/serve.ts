import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { LedgerError } from '../ledger/ledger-error.js';
import { REGISTRY } from '../ledger/origin.js';
import { TILE_WIDTH, parseTilePath, tileWidth, type TileName } from '../ledger/tiles.js';
import { headOf, sealedLeaf } from './receipts.js';
import { isOpen, type Queryable } from './records.js';
import { tileReader, type Tiles } from './tiles.js';
import { headIn, WITNESSED } from './witnessed.js';

const PATH =
  /^\/(c\/~?[\w-]{1,100}|registry)\/(checkpoint|witnessed|tile\/[\w/.]{1,100}|receipt\/(?:0|[1-9]\d{0,8}))$/;

const HOUR = 'public, max-age=3600';

/** What is served of the ledger, and where it is kept. */
export interface Served {
  tiles: Tiles;
  db: Queryable;
}

/**
 * Serves the logs as C2SP tlog-tiles says, and receipts of single leaves. Of a consultation that the
 * registry does not tell of, and of what no signed head holds yet, there is nothing.
 */
export const serveLedger = (served: Served): RequestHandler => {
  const open = new Set<string>([REGISTRY]);
  return async (request: Request, response: Response, next: NextFunction) => {
    const [, place, what] = PATH.exec(request.path) ?? [];
    if (!place || !what) return next();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.status(405).set('Allow', 'GET, HEAD').end();
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    try {
      if (!open.has(place) && !(await isOpen(served.db, place))) return missing(response);
      open.add(place);
      await answer(served, place, what, response);
    } catch (error) {
      if (!(error instanceof LedgerError)) return next(error);
      missing(response);
    }
  };
};

const answer = async (served: Served, place: string, what: string, response: Response) => {
  if (what === 'checkpoint') return checkpoint(served, place, response);
  if (what === WITNESSED) return witnessed(served, place, response);
  return what.startsWith('tile/')
    ? tile(served, place, parseTilePath(what), response)
    : receipt(served, place, Number(what.slice('receipt/'.length)), response);
};

const checkpoint = async ({ tiles }: Served, place: string, response: Response) => {
  const head = await headOf(tiles, place);
  if (!head) return missing(response);
  text(response, 'public, max-age=1').send(head.note);
};

/** On a log that grows all the time the last head is seldom a witnessed one, and this is. */
const witnessed = async ({ tiles }: Served, place: string, response: Response) => {
  const head = await headIn(tiles, place, WITNESSED);
  if (!head) return missing(response);
  text(response, 'public, max-age=1').send(head.note);
};

const tile = async ({ tiles }: Served, place: string, name: TileName, response: Response) => {
  const head = await headOf(tiles, place);
  if (!head || name.width > tileWidth(head.size, name)) return missing(response);
  const bytes = await tileReader(tiles, place)(name);
  const cached = name.width === TILE_WIDTH ? 'public, max-age=31536000, immutable' : HOUR;
  response.set('Cache-Control', cached).type('application/octet-stream').send(Buffer.from(bytes));
};

const receipt = async ({ tiles }: Served, place: string, index: number, response: Response) => {
  const sealed = await sealedLeaf(tiles, place, index);
  if (!sealed) return missing(response);
  text(response, 'no-store').send(sealed.proof);
};

const text = (response: Response, cached: string): Response =>
  response.set({ 'Cache-Control': cached, 'Content-Type': 'text/plain; charset=utf-8' });

const missing = (response: Response): void => {
  response
    .set('Cache-Control', 'no-store')
    .status(404)
    .type('text/plain')
    .send('Nothing is here.\n');
};
