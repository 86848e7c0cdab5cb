import { canonical } from '../../src/ledger/canonical.js';

import { chance } from './chance.js';
import { asOperator, copyOf, putTogether, retell, type Parts } from './tampering.js';

type Random = ReturnType<typeof chance>;

const junk: unknown[] = [
  ...[null, true, 0, 1, -1, 1.5, '', 'x', 'garden', 'pb26.vote', [], {}, [1], { a: 1 }, [null]],
  ...['2026-05-02T10:00:00.000Z', 6000, 3000, Number.MAX_SAFE_INTEGER],
];

/** Every record and list within a value that holds something, itself included. */
const holders = (value: unknown): any[] =>
  typeof value === 'object' && value !== null && Object.keys(value).length
    ? [value, ...Object.values(value).flatMap(holders)]
    : [];

/** Replaces or takes away one thing within a value. */
const spoil = (value: any, random: Random): string => {
  const all = holders(value);
  if (all.length === 0) return '';
  const holder = all[random(all.length)];
  const names = Object.keys(holder);
  const name = names[random(names.length)]!;
  const other = junk[random(junk.length)];
  if (random(4) > 0) holder[name] = structuredClone(other);
  else if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
  return `${name} = ${canonical(holder[name] ?? null)}`;
};

/** Changes one thing in the data of one event, wherever that is told, and signs again. */
export const spoiled = async (parts: Parts, random: Random, path: string): Promise<string> => {
  const copy = copyOf(parts);
  let what = '';
  asOperator((leaves, p) => {
    const n = random(leaves.length);
    const leaf = JSON.parse(leaves[n]!.toString());
    what = `leaf ${n} ${leaf.t}: `;
    if ('data' in leaf) {
      what += spoil(leaf.data, random);
      leaves[n] = Buffer.from(canonical(leaf));
    } else if (p.manifest.audience === 'auditor')
      retell(p, leaves, n, (data) => void (what += spoil(data, random)));
  })(copy);
  await putTogether(copy, path);
  return what;
};
