import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signer, vkey, type Signer } from '../../src/ledger/note-key.js';
import { Heads } from '../../src/witness/heads.js';
import { parseLogList, type KeyOf } from '../../src/witness/log-list.js';
import { serveWitness } from '../../src/witness/serve.js';
import { Witness } from '../../src/witness/witness.js';
import { seed } from '../ledger/vectors.js';
import { ownFolder } from './log.js';

/** A witness over real HTTP that can go away and come back at the same address. */
export interface ServedWitness {
  key: Signer;
  url: string;
  witness: Witness;
  /** Its line in a policy. */
  line: string;
  /** Logs that it saw sign two trees of one size. */
  splits: string[];
  /** Paths of the requests it got. */
  requests: string[];
  away(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

/** Everything under a host whose key is made of that seed. */
export const logsOf = (host: string, of: Buffer): KeyOf =>
  parseLogList(`host ${vkey(signer(host, 'note', of))}\n`);

const listening = (listener: RequestListener, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });

/** Serves a witness of some logs; `instead` answers in its place where it is given. */
export const startWitness = async (
  name: string,
  keyOf: KeyOf,
  instead?: RequestListener,
): Promise<ServedWitness> => {
  const key = signer(`witness.example/${name}`, 'cosignature', seed(name.charCodeAt(1)));
  const splits: string[] = [];
  const witness = new Witness(key, async (origin) => keyOf(origin), new Heads(ownFolder()), {
    onSplit: (origin, size) => splits.push(`${origin} ${size}`),
  });
  const requests: string[] = [];
  const real = instead ?? serveWitness(witness, (error) => process.stderr.write(`${error}\n`));
  const listener: RequestListener = (request, response) => {
    requests.push(request.url!);
    real(request, response);
  };
  let server: Server | undefined = await listening(listener, 0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const away = async (): Promise<void> => {
    const going = server;
    server = undefined;
    going?.closeAllConnections();
    await new Promise<void>((closed) => (going ? going.close(() => closed()) : closed()));
  };
  const back = async (): Promise<void> => void (server ??= await listening(listener, port));
  const line = `witness ${name} ${vkey(key)} ${url}\n`;
  return { key, url, witness, line, splits, requests, away, back, close: away };
};
