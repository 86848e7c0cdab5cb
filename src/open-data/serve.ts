import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StaleRead } from '../views/freshness.js';
import type { NoExport, OpenData } from './exports.js';

const PATH = /^\/consultations\/([\w-]{1,100})\/exports(?:\/([\w.-]{1,200}))?$/;

/** Serves what is public of consultations as files: a list of them, and each by its name. */
export const serveOpenData =
  (data: OpenData): RequestHandler =>
  async (request: Request, response: Response, next: NextFunction) => {
    const [, consultation, name] = PATH.exec(request.path) ?? [];
    if (!consultation) return next();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.status(405).set('Allow', 'GET, HEAD').end();
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    try {
      await (name
        ? file(data, [consultation, name], request, response)
        : list(data, consultation, response));
    } catch (error) {
      if (!(error instanceof StaleRead)) return response.headersSent ? undefined : next(error);
      response.status(503).set('Retry-After', '1').json({ code: 'STALE', message: error.message });
    }
  };

const list = async (data: OpenData, consultation: string, response: Response): Promise<void> => {
  const names = await data.names(consultation);
  if (!names) return missing(response, { code: 'UNKNOWN', why: 'Nothing is here.' });
  response.set('Cache-Control', 'public, max-age=60').json({ files: names });
};

const file = async (
  data: OpenData,
  [consultation, name]: [string, string],
  request: Request,
  response: Response,
): Promise<void> => {
  const position = request.query['position'];
  if (position !== undefined && !(typeof position === 'string' && /^\d{1,18}$/.test(position)))
    return void response
      .status(400)
      .json({ code: 'BAD_POSITION', message: 'A position is a number of the log.' });
  const found = await data.export(
    consultation,
    name,
    position === undefined ? undefined : BigInt(position),
  );
  if ('code' in found) return missing(response, found);
  response.set({
    'Content-Type': found.type,
    'Content-Disposition': `inline; filename="${name}"`,
    'Cache-Control': typeof found.text === 'string' ? 'public, max-age=30' : 'no-cache',
    'Cahier-Position': String(found.position),
  });
  if (typeof found.text === 'string') return void response.send(found.text);
  if (request.method === 'HEAD') return void response.end();
  await pipeline(Readable.from(found.text), response);
};

const missing = (response: Response, { code, why }: NoExport): void =>
  void response.set('Cache-Control', 'no-store').status(404).json({ code, message: why });
