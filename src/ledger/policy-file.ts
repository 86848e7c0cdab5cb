import { LedgerError, malformed } from './ledger-error.js';
import { parseVkey, type KeyType } from './note-key.js';
import type { Party, Policy, Quorum } from './policy.js';

/** What the lines read so far have said; names are octets, each a character. */
interface Draft extends Omit<Policy, 'quorum'> {
  quorum?: Quorum;
  named: Map<string, Quorum>;
  grouped: Set<string>;
}

const NONE = 'none';
const ENCODER = new TextEncoder();

/** Reads a policy file (C2SP tlog-policy). */
export const parsePolicy = (file: Uint8Array | string): Policy => {
  const octets = Buffer.from(typeof file === 'string' ? ENCODER.encode(file) : file).toString(
    'latin1',
  );
  if (!octets.endsWith('\n')) throw malformed('The policy does not end with a line feed.');
  const draft: Draft = { logs: [], witnesses: [], named: new Map(), grouped: new Set() };
  const lines = octets.slice(0, -1).split('\n');
  for (const [i, line] of lines.entries()) readLine(draft, line, i + 1);
  const { logs, witnesses, quorum } = draft;
  if (!quorum) throw malformed('The policy has no quorum line.');
  return { logs, witnesses, quorum };
};

const readLine = (draft: Draft, line: string, number: number): void => {
  try {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(line)) throw malformed('There is a control character.');
    const words = line.split(/[\t ]+/).filter((word) => word !== '');
    if (words.length > 0 && !words[0]!.startsWith('#')) readWords(draft, words);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw malformed(`Line ${number} of the policy: ${error.message}`);
  }
};

const readWords = (draft: Draft, [keyword, ...words]: string[]): void => {
  switch (keyword) {
    case 'log':
      return readLog(draft, words);
    case 'witness':
      return readWitness(draft, words);
    case 'group':
      return readGroup(draft, words);
    case 'quorum':
      return readQuorum(draft, words);
    default:
      throw malformed(`${shown(keyword)} is no keyword.`);
  }
};

const readLog = ({ logs }: Draft, words: string[]): void => {
  logs.push(newParty(words, 'note', logs));
};

const readWitness = (draft: Draft, [name, ...words]: string[]): void => {
  const party = newParty(words, 'cosignature', draft.witnesses);
  define(draft, name, party.key);
  draft.witnesses.push({ name: decoded(name!), ...party });
};

const readGroup = (draft: Draft, [name, threshold = '', ...members]: string[]): void => {
  const all = members.length;
  const atLeast = threshold === 'any' ? 1 : threshold === 'all' ? all : Number(threshold);
  if (!/^(any|all|[1-9]\d*)$/.test(threshold) || atLeast > all || all === 0)
    throw malformed(`${shown(threshold)} of ${all} is no threshold.`);
  const of = members.map((member) => {
    if (draft.grouped.has(member)) throw malformed(`${shown(member)} is a member already.`);
    draft.grouped.add(member);
    return defined(draft, member);
  });
  define(draft, name, { atLeast, of });
};

const readQuorum = (draft: Draft, words: string[]): void => {
  const [name] = words;
  if (draft.quorum) throw malformed('There is another quorum.');
  if (name === undefined || words.length > 1) throw malformed('A quorum is one name.');
  draft.quorum = name === NONE ? { atLeast: 0, of: [] } : defined(draft, name);
};

const newParty = (words: string[], type: KeyType, others: readonly Party[]): Party => {
  const [text, url] = words.map(decoded);
  if (text === undefined || words.length > 2)
    throw malformed('A key and at most a URL belong here.');
  const key = parseVkey(text);
  if (key.type !== type) throw malformed(`The key ${key.name} is of the other type.`);
  if (others.some((other) => other.key.publicKey.equals(key.publicKey)))
    throw malformed(`The key ${key.name} is there already.`);
  return { key, ...(url === undefined ? {} : { url }) };
};

const define = ({ named }: Draft, name: string | undefined, meaning: Quorum): void => {
  if (name === undefined || name === NONE || named.has(name))
    throw malformed(`${shown(name)} cannot be defined.`);
  named.set(name, meaning);
};

const defined = ({ named }: Draft, name: string): Quorum => {
  const meaning = named.get(name);
  if (!meaning) throw malformed(`${shown(name)} is not defined above.`);
  return meaning;
};

const decoded = (octets: string): string => Buffer.from(octets, 'latin1').toString();

const shown = (octets = ''): string => JSON.stringify(decoded(octets));
