import { readFile, stat } from 'node:fs/promises';
import { LedgerError, malformed } from '../ledger/ledger-error.js';
import { noteKey, parseVkey, type NoteKey } from '../ledger/note-key.js';

/** Which logs a witness looks after: the key that signs for an origin, if it is one of them. */
export type KeyOf = (origin: string) => NoteKey | undefined;

/** Lines of a tlog-policy that tell a witness nothing: whom others trust. */
const PASSED_OVER = new Set(['witness', 'group', 'quorum']);
const OF_A_HOST = /^(registry|c\/~?[\w-]{1,100})$/;

/**
 * Reads a list of logs: `log <vkey>` for one log, as in tlog-policy; `host <vkey>` for every log of a
 * Cahier, whose key signs under the name of each.
 */
export const parseLogList = (text: string): KeyOf => {
  const logs = new Map<string, NoteKey>();
  const hosts = new Map<string, NoteKey>();
  for (const [i, line] of text.split('\n').entries()) {
    const [keyword = '', key] = line.split(/[\t ]+/).filter((word) => word !== '');
    if (keyword === '' || keyword.startsWith('#') || PASSED_OVER.has(keyword)) continue;
    if (keyword !== 'log' && keyword !== 'host')
      throw malformed(
        `Line ${i + 1} of the list of logs: ${JSON.stringify(keyword)} is no keyword.`,
      );
    add(keyword === 'log' ? logs : hosts, key, i + 1);
  }
  return (origin) => logs.get(origin) ?? ofHost(hosts, origin);
};

const add = (known: Map<string, NoteKey>, text: string | undefined, line: number): void => {
  try {
    const key = parseVkey(text ?? '');
    if (key.type !== 'note') throw malformed(`The key ${key.name} is a witness’s.`);
    if (known.has(key.name)) throw malformed(`The key ${key.name} is there already.`);
    known.set(key.name, key);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw malformed(`Line ${line} of the list of logs: ${error.message}`);
  }
};

const ofHost = (hosts: Map<string, NoteKey>, origin: string): NoteKey | undefined => {
  const end = origin.indexOf('/');
  const key = hosts.get(origin.slice(0, Math.max(end, 0)));
  return key && OF_A_HOST.test(origin.slice(end + 1))
    ? noteKey(origin, 'note', key.publicKey)
    : undefined;
};

/**
 * A list of logs in a file, read again when the file changes. Where it cannot be read any more, the
 * list stays as it was, and `onFault` is told once.
 */
export const openLogList = async (
  path: string,
  onFault: (sentence: string) => void,
): Promise<(origin: string) => Promise<NoteKey | undefined>> => {
  let seen = await stampOf(path);
  let keyOf = parseLogList(await readFile(path, 'utf8'));
  return async (origin) => {
    const stamp = await stampOf(path).catch((error: NodeJS.ErrnoException) => String(error.code));
    if (stamp !== seen) {
      seen = stamp;
      try {
        keyOf = parseLogList(await readFile(path, 'utf8'));
      } catch (error) {
        onFault(`The list of logs stays as it was: ${(error as Error).message}`);
      }
    }
    return keyOf(origin);
  };
};

const stampOf = async (path: string): Promise<string> => {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs].join();
};
