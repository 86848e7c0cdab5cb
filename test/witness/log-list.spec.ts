import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { signer, vkey } from '../../src/ledger/note-key.js';
import { openLogList, parseLogList } from '../../src/witness/log-list.js';
import { faultOf, seed } from '../ledger/vectors.js';
import { ownFolder } from './log.js';

const key = (name: string, n = 1) => signer(name, 'note', seed(n));
const log = (name: string, n = 1) => `log ${vkey(key(name, n))}\n`;
const host = `host ${vkey(key('consult.example.fr', 9))}\n`;
const w1 = signer('w1.example', 'cosignature', seed(3));

describe('the logs that a witness looks after', () => {
  test('are named one by one, with or without an address', () => {
    const keyOf = parseLogList(
      `# ours\n\n${log('a.example/x')}\tlog ${vkey(key('b', 2))} https://b\n`,
    );
    expect(keyOf('a.example/x')?.id).toBe(key('a.example/x').id);
    expect(keyOf('b')?.id).toBe(key('b', 2).id);
    expect(keyOf('c')).toBeUndefined();
  });

  test('are all logs of a host, each under its own name', () => {
    const keyOf = parseLogList(host);
    for (const place of ['registry', 'c/2026-budget', 'c/~4tHJ_x-9']) {
      const origin = `consult.example.fr/${place}`;
      expect(keyOf(origin)?.id).toBe(key(origin, 9).id);
    }
  });

  test.each(['', '/', '/c/', '/c/a/b', '/c/a b', '/other', '/registry/', '.evil/registry'])(
    'are not what is named after a host and then %j',
    (rest) => expect(parseLogList(host)(`consult.example.fr${rest}`)).toBeUndefined(),
  );

  test('stand in a policy, too, whose other lines say nothing of them', () => {
    const policy = `${log('a')}witness w1 ${vkey(w1)}\ngroup g any w1\nquorum g\n`;
    expect(parseLogList(policy)('a')?.id).toBe(key('a').id);
  });

  test.each([
    ['a key that is none', `log ${vkey(key('a'))}A\n`],
    ['a log without a key', 'log\n'],
    ['a witness for a log', `log ${vkey(w1)}\n`],
    ['one name twice', log('a') + log('a', 2)],
    ['a keyword that is none', 'logs a\n'],
  ])('are not known with %s', (_what, text) =>
    expect(faultOf(() => parseLogList(text))).toBe('MALFORMED'),
  );
});

describe('a list in a file', () => {
  test('is read again when it changes, and stays as it was when it cannot be read', async () => {
    const path = join(ownFolder(), 'logs');
    const faults: string[] = [];
    writeFileSync(path, log('a'));
    const keyOf = await openLogList(path, (sentence) => faults.push(sentence));
    expect(await keyOf('b')).toBeUndefined();
    writeFileSync(path, log('a') + log('b', 2));
    expect((await keyOf('b'))?.id).toBe(key('b', 2).id);
    writeFileSync(path, 'nonsense\n');
    for (let i = 0; i < 3; i++) expect((await keyOf('b'))?.id).toBe(key('b', 2).id);
    expect(faults).toEqual([expect.stringContaining('Line 1 of the list of logs')]);
    rmSync(path);
    expect(await keyOf('a')).toBeDefined();
    expect(faults).toHaveLength(2);
    writeFileSync(path, log('c'));
    expect(await keyOf('a')).toBeUndefined();
    expect(await keyOf('c')).toBeDefined();
  });

  test('must be there at the start', () =>
    expect(openLogList('/nowhere/logs', () => {})).rejects.toMatchObject({ code: 'ENOENT' }));
});
