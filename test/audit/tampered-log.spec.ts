import { beforeAll, describe, expect, test } from '@jest/globals';
import { expectRefused, untouched, type Case } from './tampered.js';
import type { Parts } from './tampering.js';
import { archiveCases } from './tamperings/archive.js';
import { checkpointCases } from './tamperings/checkpoint.js';
import { leafCases } from './tamperings/leaves.js';

let parts: Parts;

beforeAll(async () => {
  parts = await untouched('auditor', 180);
  expect([...parts.files.keys()]).toContain('tile/1/000.p/1');
});

describe('the archive and its tiles, by somebody without the key', () => {
  test.each(archiveCases)('%s', (...tampered: Case) => expectRefused(parts, tampered));
});

describe('the checkpoint', () => {
  test.each(checkpointCases)('%s', (...tampered: Case) => expectRefused(parts, tampered));
});

describe('leaves, by the operator who signs again', () => {
  test.each(leafCases)('%s', (...tampered: Case) => expectRefused(parts, tampered));
});
