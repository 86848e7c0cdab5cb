import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/ledger/policy-file.js';
import { isWitnessed } from '../../src/sealing/witnessed.js';
import { parseVkey, signer, skey, vkey, type NoteKey } from '../../src/ledger/note-key.js';
import {
  startCahier,
  startNode,
  type Ended,
  type RunningCommand,
} from '../support/command-line.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';
import { demandCosigned, otherLog } from '../witness/log.js';

const minutes = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'cahier-witnesses-'));
const at = (name: string): string => join(folder, name);
const running = new Set<RunningCommand>();
const settings: Record<string, string> = { CAHIER_DATA: at('data') };

const cahier = (...args: string[]): Promise<Ended> =>
  startCahier(server?.databaseUrl ?? 'postgres://nobody@127.0.0.1:1/none', args, settings).ended;

const alone = fileURLToPath(new URL('../witness/run.js', import.meta.url));

/** Waits until a witness listens; gives back where. */
const listening = async (command: RunningCommand): Promise<RunningCommand & { url: string }> => {
  running.add(command);
  for (let i = 0; i < 600; i++) {
    const [, url] = /witnesses at (\S+)\n/.exec(command.out.stderr) ?? [];
    if (url) return { ...command, url };
    if (command.child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(command.out.stderr);
};

/** Starts `cahier witness`. */
const witness = (...args: string[]) =>
  listening(startCahier('', ['witness', '--port', '0', ...args]));

/** Starts the witness alone, of what was built. */
const quickWitness = (...args: string[]) =>
  listening(startNode(alone, ['--port', '0', ...args], {}));

const kill = async (command: RunningCommand, signal: NodeJS.Signals): Promise<void> => {
  running.delete(command);
  command.child.kill(signal);
  await command.ended;
};

let server: TestServer | undefined;
afterAll(async () => {
  await Promise.all([...running].map((command) => kill(command, 'SIGKILL')));
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a witness of a running Cahier', () => {
  let key: NoteKey;
  let own: RunningCommand & { url: string };
  let town: Town;
  let budget: Budget;
  let id: string;
  let policy: string;

  const checkpoint = async () => (await fetch(`${server!.url}/c/${id}/checkpoint`)).text();
  const sizeOf = (note: string) => Number(note.split('\n')[1]);
  const witnessed = async (least: number) => {
    for (let i = 0; i < 300; i++) {
      const note = await checkpoint();
      if (sizeOf(note) >= least && isWitnessed(parsePolicy(policy), note)) return note;
      await sleep(100);
    }
    throw new Error(await checkpoint());
  };

  beforeAll(async () => {
    const made = await cahier('witness', 'key', 'witness.example/w1');
    key = parseVkey(made.stderr.trim().split('\n').at(-1)!);
    writeFileSync(at('key'), made.stdout);
    writeFileSync(at('logs'), (await cahier('ledger', 'host')).stdout);
    own = await witness('--logs', at('logs'), '--key', at('key'), '--folder', at('witness'));
    settings['CAHIER_WITNESSES'] = `witness w1 ${vkey(key)} ${own.url}\nquorum w1`;
    server = await startServer(undefined, settings);
    town = await foundTown(server);
    budget = await openBudget(town);
    await vote(town, budget, 'camille', budget.ideas.slice(0, 2));
    id = Buffer.from(budget.consultation, 'base64').toString().split(':')[1]!;
    policy = (await cahier('ledger', 'policy', id)).stdout;
    writeFileSync(at('policy'), policy);
  }, 2 * minutes);

  test(
    'cosigns what it publishes, and a bundle holds to a policy that asks for that',
    async () => {
      const size = sizeOf(await witnessed(10));
      const bundle = ['bundle', id, '--audience', 'auditor', '--out', at('bundle'), '--json'];
      const written = await cahier(...bundle);
      expect(written).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(written.stdout).size).toBeGreaterThanOrEqual(size);
      const verified = await cahier('verify', at('bundle'), '--policy', at('policy'), '--json');
      expect(verified).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(verified.stdout).signedBy).toEqual([`localhost/c/${id}`, key.name]);
      const other = signer('witness.example/w1', 'cosignature', Buffer.alloc(32, 8));
      writeFileSync(at('other'), policy.replace(vkey(key), vkey(other)));
      const refused = await cahier('verify', at('bundle'), '--policy', at('other'), '--json');
      expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('no quorum') });
    },
    2 * minutes,
  );

  test(
    'is missed while it is stopped, and catches up when it runs again',
    async () => {
      const before = sizeOf(await witnessed(10));
      await kill(own, 'SIGTERM');
      await vote(town, budget, 'claude', budget.ideas.slice(0, 1));
      for (let i = 0; i < 100 && sizeOf(await checkpoint()) === before; i++) await sleep(100);
      expect(isWitnessed(parsePolicy(policy), await checkpoint())).toBe(false);
      const check = await cahier('ledger', 'check', '--json');
      expect(check.code).toBe(0);
      expect(JSON.parse(check.stdout).unwitnessed).toContainEqual(
        expect.objectContaining({ log: `c/${id}`, missing: ['w1'] }),
      );
      const last = await fetch(`${server!.url}/c/${id}/witnessed`);
      expect(sizeOf(await last.text())).toBe(before);
      own = await witness(
        ...['--logs', at('logs'), '--key', at('key'), '--folder', at('witness')],
        ...['--port', new URL(own.url).port],
      );
      expect(sizeOf(await witnessed(before + 1))).toBeGreaterThan(before);
    },
    2 * minutes,
  );
});

test(
  'two witnesses on one folder that are killed again and again cosign one growing tree',
  async () => {
    const log = otherLog();
    const fork = otherLog(log.key.name, { story: 'false', from: 3 });
    const key = signer('witness.example/w2', 'cosignature', Buffer.alloc(32, 2));
    writeFileSync(at('key2'), skey(key));
    writeFileSync(at('logs2'), `log ${vkey(log.key)}\n`);
    const options = ['--logs', at('logs2'), '--key', at('key2'), '--folder', at('witness2')];
    const pair = [await witness(...options), await quickWitness(...options)];
    const ask = async (at: number, body: string) => {
      const response = await fetch(`${pair[at]!.url}/add-checkpoint`, { method: 'POST', body });
      return { status: response.status, text: await response.text() };
    };
    expect((await ask(0, await log.asks(0, 5))).status).toBe(200);
    const granted: { size: number; from: number; to: number }[] = [];
    let last = 5;
    let killing = false;
    const client = async (at: number, step: number) => {
      const size = last + step;
      const isFork = step % 5 === 0;
      const from = performance.now();
      const answer = await ask(at, await (isFork ? fork : log).asks(last, size)).catch(() => null);
      if (answer?.status === 409) last = Math.max(last, Number(answer.text));
      if (answer?.status !== 200) return;
      demandCosigned((isFork ? fork : log).text(size), answer.text, key);
      expect(isFork).toBe(false);
      granted.push({ size, from, to: performance.now() });
      last = Math.max(last, size);
    };
    const clients = Array.from({ length: 10 }, async (_, i) => {
      while (!killing) {
        await client(i % 2, 1 + i);
        await sleep(1);
      }
    });
    for (let i = 0; i < 12; i++) {
      await sleep(150);
      await kill(pair[i % 2]!, 'SIGKILL');
      pair[i % 2] = await quickWitness(...options);
    }
    killing = true;
    await Promise.all(clients);
    expect(granted.length).toBeGreaterThan(10);
    for (const { size, from } of granted)
      for (const earlier of granted)
        if (earlier.to < from) expect(size).toBeGreaterThanOrEqual(earlier.size);
    const { text } = await ask(0, await log.asks(0, 1));
    expect(Number(text)).toBeGreaterThanOrEqual(Math.max(...granted.map(({ size }) => size)));
    expect((await ask(1, await log.asks(Number(text), Number(text) + 1))).status).toBe(200);
  },
  2 * minutes,
);

describe('a witness does not start', () => {
  test.each([
    ['without a list of logs', ['witness'], 2, 'Say which logs'],
    ['with a list that is not there', ['witness', '--logs', '/nowhere'], 2, 'cannot be read'],
    [
      'with a key that is not there',
      ['witness', '--logs', at('l'), '--key', '/nowhere'],
      1,
      'ENOENT',
    ],
    [
      'with the key of a log',
      ['witness', '--logs', at('l'), '--key', at('k')],
      1,
      'CAHIER_WITNESS',
    ],
    ['under a name with a space', ['witness', 'key', 'a b'], 2, 'no space'],
  ])('%s', async (_what, args, code, says) => {
    writeFileSync(at('l'), '');
    writeFileSync(at('k'), skey(signer('log.example', 'note', Buffer.alloc(32, 2))));
    const key = skey(signer('w.example', 'cosignature', Buffer.alloc(32, 2)));
    const env = { CAHIER_WITNESS_KEY: key };
    const ended = await startCahier('', args, env).ended;
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(says) });
  });
});
