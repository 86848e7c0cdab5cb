import { describe, expect, test } from '@jest/globals';
import {
  disclosureLine,
  disclosureLines,
  type DisclosureLine,
} from '../../src/ledger/bundle/disclosure-lines.js';
import { LedgerError } from '../../src/ledger/ledger-error.js';

const read = async (...chunks: (string | Buffer)[]): Promise<DisclosureLine[]> => {
  const found: DisclosureLine[] = [];
  const source = async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  };
  for await (const lines of disclosureLines(source())) found.push(...lines);
  return found;
};

const two = [
  { n: 0, text: 'WyJh-_' },
  { n: 12, text: 'Zm9v' },
];

describe('the disclosures of a bundle', () => {
  test('are read as they were written, wherever the reading is interrupted', async () => {
    const file = two.map(disclosureLine).join('');
    expect(file).toBe('{"d":"WyJh-_","n":0}\n{"d":"Zm9v","n":12}\n');
    for (let at = 0; at <= file.length; at++)
      expect(await read(file.slice(0, at), file.slice(at))).toEqual(two);
    expect(await read()).toEqual([]);
  });

  test.each([
    ...['', '{}', '{"d":"Zm9v"}', '{"d":"","n":1}', '{"n":1,"d":"Zm9v"}', '{"d":"Zm9v","n":1'],
    ...['{"d":"Zm9v","n":1}}', '{"d":"Zm9v","n":"1"}', '{"d":"Zm9v","n":01}', '{"d":"Zm9v","n":}'],
    ...['{"d":"Zm9v","n":-1}', '{"d":"Zm9v","n":1.0}', '{"d":"Zm9v","n":9007199254740993}'],
    ...[' {"d":"Zm9v","n":1}', '{"d":"Zm9v","n":1} ', '{"d": "Zm9v","n":1}', '{"d":"Zm9v,"n":1}'],
    ...['{"d":"Zm9v","n":1}\r', '{"d":"Zm9v","d":"Zm9v","n":1}', '{"e":"Zm9v","n":1}', '","n":1}'],
  ])('are refused where the second line is %j, which names that line', async (line) => {
    const reading = read(`${disclosureLine(two[0]!)}${line}\n`);
    await expect(reading).rejects.toThrow(LedgerError);
    await expect(reading).rejects.toThrow(/line 2/i);
  });

  test('are refused where the last line is cut off, or bytes are not UTF-8', async () => {
    await expect(read('{"d":"Zm9v","n":1}')).rejects.toThrow('The last disclosure is cut off.');
    await expect(read(Buffer.from('{"d":"\xff","n":1}\n', 'latin1'))).rejects.toThrow('not UTF-8');
  });
});
