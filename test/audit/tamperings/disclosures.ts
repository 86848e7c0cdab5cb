import type { Case } from '../tampered.js';
import { disclose, DISCLOSURES, type Parts } from '../tampering.js';

const at = { file: DISCLOSURES };
const isData = (line: string): boolean =>
  Buffer.from(JSON.parse(line).d, 'base64url').toString().includes('"data"');

/** Disclosures, as auditors have them. */
export const disclosureCases: Case[] = [
  [
    'T36 one is altered',
    (p) => disclose(p, ([first, ...rest]) => [first!.replace(/"d":"(....)./, '"d":"$1A'), ...rest]),
    { ...at, says: /no digest/ },
  ],
  [
    'T36 one is told twice',
    (p) => disclose(p, (lines) => [lines[0]!, ...lines]),
    { ...at, says: /order/ },
  ],
  [
    'T36 one is of another leaf',
    (p) => disclose(p, ([first, ...rest]) => [first!.replace(/"n":\d+/, '"n":0'), ...rest]),
    { ...at, says: /no digest/, n: 0 },
  ],
  [
    'T36 one is of no leaf',
    (p) => disclose(p, (lines) => [...lines, lines[0]!.replace(/"n":\d+/, '"n":99999')]),
    { ...at, says: /of no leaf/ },
  ],
  [
    'T37 somebody’s words are withheld',
    (p) => disclose(p, (lines) => lines.slice(1)),
    { ...at, says: /nothing in the log explains/ },
  ],
  [
    'T37 a ballot is withheld from auditors',
    (p) => disclose(p, (lines) => lines.filter((line) => !isData(line))),
    { ...at, says: /data of the event is withheld/ },
  ],
];

/** A bundle for the public that tells what one for auditors does. */
export const toldToAll = (forAuditors: Parts): Case => [
  'a bundle for the public that tells a ballot',
  (p) => void p.files.set(DISCLOSURES, forAuditors.files.get(DISCLOSURES)!),
  { says: /kept for auditors/ },
];
