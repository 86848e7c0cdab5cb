import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBundle } from '../../src/audit/verify.js';
import { TileBuilder } from '../../src/ledger/tile-builder.js';
import { inclusionProof } from '../../src/ledger/inclusion.js';
import { proofText } from '../../src/ledger/proof.js';
import { consultationId } from '../arcueil.js';
import { folder, keyOf, origin, signing } from './election.js';
import { treeOf } from './opened.js';
import { hasPython, openPython } from './python.js';
import { policy, untouched } from './tampered.js';
import {
  asOperator,
  changed,
  copyOf,
  indexOf,
  leavesIn,
  publish,
  putTogether,
  type Parts,
} from './tampering.js';
import { renumber } from './tamperings/by-operator.js';

/**
 * The operator, who has the key, tells another history that fits in itself: what happened to a
 * statement, on which no count rests. Only what somebody kept from before can tell.
 */
let parts: Parts;
let leaves: Buffer[];
/** The index of the statement, well before the end. */
let statement: number;
const place = folder();
const python = hasPython ? openPython() : undefined;

afterAll(() => void python?.close());
beforeAll(async () => {
  parts = await untouched('auditor', 20);
  leaves = leavesIn(parts);
  statement = indexOf(leaves, 'StatementPublished');
});

/** Writes what somebody keeps into files. */
const inFiles = (kept: { name: string; bytes: Buffer }[]): string[] =>
  kept.map(({ name, bytes }) => {
    const path = join(place, name);
    writeFileSync(path, bytes);
    return path;
  });

/** What we find of a bundle, which is what verify.py finds, too. */
const verified = async (tampered: Parts, ...kept: (string | Buffer)[]) => {
  const path = join(place, 'tampered.zip');
  await putTogether(tampered, path);
  const seen = kept.map((bytes, i) => ({ name: `kept ${i}`, bytes: Buffer.from(bytes) }));
  const ours = await verifyBundle(path, { policy, seen }).catch((error: Error) => error);
  const [trusted, ...files] = inFiles([{ name: 'policy', bytes: policy }, ...seen]);
  const told = files.length ? ['--seen', ...files] : [];
  const theirs = await python?.run(path, '--policy', trusted!, ...told);
  if (theirs) expect(theirs).toMatchObject({ code: ours instanceof Error ? 3 : 0 });
  if (ours instanceof Error) throw ours;
  return ours;
};
const tampered = (change: (parts: Parts) => void): Parts => {
  const copy = copyOf(parts);
  change(copy);
  return copy;
};
/** The head of the true log at a size, as it was signed then. */
const noteAt = (size: number, of = leaves, log = origin, key = keyOf()): string => {
  const tree = new TileBuilder();
  for (const leaf of of.slice(0, size)) tree.append(leaf);
  return String(signing(key)({ origin: log, size, root: tree.root }));
};
const receiptOf = async (index: number, size: number, note = noteAt(size)) => {
  const { read } = await treeOf(leaves.slice(0, size));
  return proofText({
    index,
    hashes: await inclusionProof(read, { index, size }),
    checkpoint: note,
  });
};

/** The timeline and the fates of ideas as they follow from leaves that were moved. */
const retold = (p: Parts, row: (row: any) => any): void => {
  for (const name of ['timeline', 'ideas'])
    publish(p, name, (rows) => {
      const told = rows.map(row).filter((kept) => kept !== null);
      rows.splice(0, rows.length, ...told);
    });
};

const removed = (at: () => number) =>
  asOperator((own, p) => {
    own.splice(at(), 1);
    renumber(own);
    retold(p, (row) => (row.n === at() ? null : { ...row, n: row.n - (row.n > at() ? 1 : 0) }));
    reindexDisclosures(p, (n) => (n === at() ? null : n - (n > at() ? 1 : 0)));
  });
const reindexDisclosures = (p: Parts, to: (n: number) => number | null): void => {
  const lines = p.files.get('disclosures.ndjson')!.toString().split('\n').filter(Boolean);
  const moved = lines
    .map((line) => JSON.parse(line))
    .map(({ d, n }) => ({ d, n: to(n) }))
    .filter(({ n }) => n !== null);
  const text = moved.map(({ d, n }) => `${JSON.stringify({ d, n })}\n`).join('');
  p.files.set('disclosures.ndjson', Buffer.from(text));
};
const altered = asOperator((own, p) => {
  own[statement] = changed(own[statement]!, ({ data }) => {
    data.summary = 'Something else.';
  });
  retold(p, (row) =>
    row.n === statement ? { ...row, data: { ...row.data, summary: 'Something else.' } } : row,
  );
});
const inserted = asOperator((own, p) => {
  const twin = changed(own[statement]!, (l) => {
    l.id = '019c1f0e-0000-7000-8000-0000000000ff';
    l.cmd = 'A'.repeat(43);
    l.data = { ...l.data, documentId: 'another' };
  });
  own.splice(statement + 1, 0, twin);
  renumber(own);
  retold(p, (row) => ({ ...row, n: row.n + (row.n > statement ? 1 : 0) }));
  publish(p, 'timeline', (rows) => {
    const at = rows.findIndex((row) => row.n === statement);
    const row = {
      ...rows[at],
      n: statement + 1,
      data: { ...rows[at].data, documentId: 'another' },
    };
    rows.splice(at + 1, 0, row);
  });
  reindexDisclosures(p, (n) => n + (n > statement ? 1 : 0));
});

describe('a history that was rewritten before what somebody kept', () => {
  const cases: [string, (p: Parts) => void][] = [
    ['T18 an act is removed', removed(() => statement)],
    ['T19 an act says something else', altered],
    ['T20 an act is inserted', inserted],
  ];

  test.each(cases)(
    '%s: in itself it holds, and the checkpoint shows the lie',
    async (_t, tamper) => {
      const lie = tampered(tamper);
      await verified(lie);
      await expect(verified(lie, noteAt(statement + 2))).rejects.toMatchObject({
        message: expect.stringContaining('the log was changed'),
        place: { file: 'kept 0' },
      });
    },
  );

  test.each(cases)('%s: a receipt shows it as well', async (_t, tamper) => {
    const lie = tampered(tamper);
    await expect(verified(lie, await receiptOf(statement, statement + 2))).rejects.toMatchObject({
      code: 'MISMATCH',
      place: { file: 'kept 0' },
    });
  });

  test('T21 the whole log is signed anew by the same key: every older head shows it', async () => {
    const lie = tampered(altered);
    for (const size of [statement + 1, statement + 5, leaves.length])
      await expect(verified(lie, noteAt(size))).rejects.toThrow('the log was changed');
  });
});

describe('T22 the limit: what was rewritten after all that anybody kept', () => {
  test('holds against an older head, and not against one that has seen the act', async () => {
    const lie = tampered(altered);
    const { size } = await verified(lie, noteAt(statement));
    expect(size).toBe(leaves.length);
    await expect(verified(lie, noteAt(statement), noteAt(statement + 1))).rejects.toMatchObject({
      place: { file: 'kept 1' },
    });
  });
});

describe('what somebody kept', () => {
  test('T23 of more leaves than the bundle has: it was rolled back', async () => {
    const shorter = tampered(asOperator((own) => void own.splice(leaves.length - 1)));
    shorter.manifest.size = leaves.length - 1;
    await expect(verified(shorter, noteAt(leaves.length))).rejects.toMatchObject({
      code: 'MISMATCH',
    });
  });

  test('T24 a receipt that names another index is none', async () => {
    const receipt = await receiptOf(statement, leaves.length);
    const other = receipt.replace(`index ${statement}`, `index ${statement + 1}`);
    expect(other).not.toBe(receipt);
    await expect(verified(copyOf(parts), other)).rejects.toThrow('does not hold this leaf');
  });

  test('T25 a receipt with another hash is none', async () => {
    const lines = (await receiptOf(statement, leaves.length)).split('\n');
    const at = lines.findIndex((line) => /^[A-Za-z0-9+/]{43}=$/.test(line));
    lines[at] = Buffer.alloc(32, 9).toString('base64');
    await expect(verified(copyOf(parts), lines.join('\n'))).rejects.toMatchObject({
      code: 'MISMATCH',
      place: { file: 'kept 0' },
    });
  });

  test('T26 a receipt of another log is none', async () => {
    const note = noteAt(leaves.length, leaves, 'other.example/c/x', keyOf(1, 'other.example/c/x'));
    const receipt = await receiptOf(statement, leaves.length, note);
    await expect(verified(copyOf(parts), receipt)).rejects.toMatchObject({ code: 'MISMATCH' });
    expect(consultationId).not.toBe('x');
  });
});
