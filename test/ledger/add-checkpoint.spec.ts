import { describe, expect, test } from '@jest/globals';
import { addCheckpointText, parseAddCheckpoint } from '../../src/ledger/add-checkpoint.js';
import { bytesOf, faultOf, manglings } from './vectors.js';

const note = bytesOf('sample-log-600/checkpoint').toString();
const hash = Buffer.alloc(32, 7);

describe('what a log asks of a witness', () => {
  test.each([0, 1, 63])('is written as it was read, with %i hashes', (hashes) => {
    const asked = { old: 300, proof: Array.from({ length: hashes }, () => hash), note };
    const text = addCheckpointText(asked);
    expect(parseAddCheckpoint(text)).toEqual(asked);
    expect(parseAddCheckpoint(Buffer.from(text))).toEqual(asked);
    expect(addCheckpointText(parseAddCheckpoint(text))).toBe(text);
  });

  test('has no second spelling: with any character changed it says something else', () => {
    const asked = { old: 300, proof: [hash], note: 'a note\n' };
    for (const other of manglings(addCheckpointText(asked)))
      if (faultOf(() => parseAddCheckpoint(other)) === undefined)
        expect(addCheckpointText(parseAddCheckpoint(other))).toBe(other);
  });
});
