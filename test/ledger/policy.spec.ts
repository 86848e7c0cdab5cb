import { describe, expect, test } from '@jest/globals';
import { checkpointText } from '../../src/ledger/checkpoint.js';
import { cosign } from '../../src/ledger/cosignature.js';
import { noteText, signNote } from '../../src/ledger/note.js';
import { signer, vkey, type Signer } from '../../src/ledger/note-key.js';
import { holdTo } from '../../src/ledger/policy.js';
import { parsePolicy } from '../../src/ledger/policy-file.js';
import { faultOf, seed } from './vectors.js';

const log = signer('log.example/a', 'note', seed(1));
const names = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'] as const;
const witnesses = Object.fromEntries(
  names.map((name, i) => [name, signer(`${name}.example`, 'cosignature', seed(10 + i))]),
) as Record<(typeof names)[number], Signer>;

const text = checkpointText({ origin: log.name, size: 9, root: Buffer.alloc(32, 9) });
const seenBy = (...who: (keyof typeof witnesses)[]) =>
  noteText({
    text,
    signatures: [signNote(text, log), ...who.map((name) => cosign(text, witnesses[name], 1))],
  });

const logLine = `log ${vkey(log)}\n`;
const lines = names.map((name) => `witness ${name} ${vkey(witnesses[name])}\n`).join('');
const twoLevels = `${logLine}
# Two houses
${lines}
group X-witnesses 2 X1 X2 X3
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

describe('how many witnesses must have seen a checkpoint', () => {
  const fault = (policy: string, note: string) => faultOf(() => holdTo(parsePolicy(policy), note));

  test('can be none', () => {
    const policy = `${logLine}quorum none\n`;
    expect(fault(policy, seenBy())).toBeUndefined();
  });

  test('can be one by name', () => {
    const policy = `${logLine}${lines}quorum X2\n`;
    expect(fault(policy, seenBy('X2'))).toBeUndefined();
    expect(fault(policy, seenBy('X1', 'X3', 'Y1'))).toBe('NO_QUORUM');
  });

  test('can be so many of a group, and groups of groups', () => {
    expect(fault(twoLevels, seenBy('X1', 'X3', 'Y2'))).toBeUndefined();
    expect(fault(twoLevels, seenBy(...names))).toBeUndefined();
    expect(fault(twoLevels, seenBy('X1', 'Y1', 'Y2', 'Y3'))).toBe('NO_QUORUM');
    expect(fault(twoLevels, seenBy('X1', 'X2', 'X3'))).toBe('NO_QUORUM');
    expect(fault(twoLevels, seenBy())).toBe('NO_QUORUM');
  });

  test('is not reached by one who signs twice', () =>
    expect(fault(twoLevels, seenBy('X1', 'X1', 'Y1'))).toBe('NO_QUORUM'));

  test('is not reached by a cosignature of another checkpoint', () => {
    const other = checkpointText({ origin: log.name, size: 8, root: Buffer.alloc(32, 9) });
    const copied = cosign(other, witnesses.X2, 1);
    const note = noteText({ text, signatures: [signNote(text, log), copied] });
    expect(fault(`${logLine}${lines}quorum X2\n`, note)).toBe('BAD_SIGNATURE');
  });

  test('does not make up for the log’s own signature', () => {
    const stranger = signer('log.example/b', 'note', seed(2));
    const policy = twoLevels.replace(vkey(log), vkey(stranger));
    expect(fault(policy, seenBy(...names))).toBe('UNSIGNED');
  });

  test('is known together with where log and witnesses answer', () => {
    const policy = parsePolicy(
      `\tlog  ${vkey(log)}\thttps://log.example/a \n` +
        `witness é ${vkey(witnesses.X1)} https://x1.example\nquorum é\n`,
    );
    expect(policy.logs).toMatchObject([{ url: 'https://log.example/a', key: { id: log.id } }]);
    expect(policy.witnesses).toMatchObject([{ name: 'é', url: 'https://x1.example' }]);
    expect(faultOf(() => holdTo(policy, seenBy('X1')))).toBeUndefined();
    expect(faultOf(() => holdTo(policy, seenBy('X2')))).toBe('NO_QUORUM');
  });

  test('may be written in octets that are no UTF-8', () => {
    const octets = Buffer.from(`# \xe9\n${logLine}quorum none\n`, 'latin1');
    expect(parsePolicy(octets).logs).toHaveLength(1);
  });

  test('may be of 32 logs, 32 witnesses and 32 groups', () => {
    const many = Array.from({ length: 32 }, (_, i) => {
      const [l, w] = [signer(`l${i}`, 'note', seed(i)), signer(`w${i}`, 'cosignature', seed(i))];
      return `log ${vkey(l)}\nwitness w${i} ${vkey(w)}\ngroup g${i} any w${i}\n`;
    });
    const all = Array.from({ length: 32 }, (_, i) => `g${i}`).join(' ');
    const policy = parsePolicy(`${many.join('')}group all all ${all}\nquorum all\n`);
    expect(policy.logs).toHaveLength(32);
    expect(policy.witnesses).toHaveLength(32);
  });
});

describe('a policy is refused', () => {
  const x1 = `witness X1 ${vkey(witnesses.X1)}\n`;
  test.each([
    ['without a quorum', logLine],
    ['with two quorums', `${logLine}quorum none\nquorum none\n`],
    ['with a quorum of nobody known', `${logLine}quorum X1\n`],
    ['with a quorum that is defined only below', `quorum X1\n${x1}`],
    ['with a quorum of two names', `${x1}quorum X1 X1\n`],
    ['with an empty quorum line', `${x1}quorum\n`],
    ['with a log twice', `${logLine}${logLine}quorum none\n`],
    ['with one key under two names', `${x1}${x1.replace('X1', 'X2')}quorum X1\n`],
    ['with two things of one name', `${x1}group X1 any X1\nquorum X1\n`],
    ['with a witness named none', `${x1.replace('X1', 'none')}quorum none\n`],
    ['with none in a group', `${x1}group g any X1 none\nquorum g\n`],
    ['with a group of nobody', `${x1}group g all\nquorum g\n`],
    ['with a group that has itself in it', `${x1}group g any X1 g\nquorum g\n`],
    ['with a witness in two groups', `${x1}group g any X1\ngroup h any X1\nquorum g\n`],
    ['with a witness twice in a group', `${x1}group g 2 X1 X1\nquorum g\n`],
    ['with zero of a group', `${x1}group g 0 X1\nquorum g\n`],
    ['with more of a group than it has', `${x1}group g 2 X1\nquorum g\n`],
    ['with some of a group', `${x1}group g some X1\nquorum g\n`],
    ['with a leading zero', `${x1}group g 01 X1\nquorum g\n`],
    ['with a log key for a witness', `witness X1 ${vkey(log)}\nquorum X1\n`],
    ['with a witness key for a log', `log ${vkey(witnesses.X1)}\nquorum none\n`],
    ['with a key that is none', `log ${vkey(log)}A\nquorum none\n`],
    ['with a log without a key', 'log\nquorum none\n'],
    ['with words too many', `log ${vkey(log)} https://a b\nquorum none\n`],
    ['with a keyword that is none', `${logLine}Quorum none\nquorum none\n`],
    ['with a control character', `${logLine}quorum none\r\n`],
    ['with a DEL in a comment', `#\x7f\n${logLine}quorum none\n`],
    ['that was cut off', `${x1}group X10 any X1\nquorum X10`],
    ['that is empty', ''],
  ])('%s', (_what, policy) => expect(faultOf(() => parsePolicy(policy))).toBe('MALFORMED'));

  test('and says on which line', () =>
    expect(() => parsePolicy(`${logLine}\nquorum X1\n`)).toThrow(
      'Line 3 of the policy: "X1" is not defined above.',
    ));
});
