import { malformed } from '../ledger-error.js';

/** A file of an archive, as its headers describe it; its bytes are stored as they are. */
export interface ZipEntry {
  name: string;
  crc: number;
  size: number;
  /** Where its local header begins. */
  offset: number;
}

export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;

/** The largest archive and file that the headers can tell of, in bytes. */
export const LARGEST = 0xffff_fffe;
/** The most files that an archive can hold. */
export const MOST_FILES = 0xfffe;
/** The longest name of a file, in characters. */
const LONGEST_NAME = 200;

const SIGNATURES = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const VERSION = 20;
/** 1 January 1980, the first day that the format knows. */
const DATE = 0x0021;
const NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

/** Whether a file of an archive can have that name: no way out of a folder, nothing to be quoted. */
export const isFileName = (name: string): boolean => name.length <= LONGEST_NAME && NAME.test(name);

/** The header before a file's bytes. */
export const localHeader = ({ name, crc, size }: Omit<ZipEntry, 'offset'>): Buffer => {
  const header = Buffer.alloc(LOCAL_BYTES + name.length);
  header.writeUInt32LE(SIGNATURES.local, 0);
  header.writeUInt16LE(VERSION, 4);
  writeCommon(header, 10, { name, crc, size });
  header.write(name, LOCAL_BYTES, 'latin1');
  return header;
};

/** The line of a file in the directory at the end of the archive. */
export const centralHeader = ({ name, crc, size, offset }: ZipEntry): Buffer => {
  const header = Buffer.alloc(CENTRAL_BYTES + name.length);
  header.writeUInt32LE(SIGNATURES.central, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  writeCommon(header, 12, { name, crc, size });
  header.writeUInt32LE(offset, 42);
  header.write(name, CENTRAL_BYTES, 'latin1');
  return header;
};

/** The last bytes of an archive of so many files, whose directory stands at `offset`. */
export const endRecord = (files: number, bytes: number, offset: number): Buffer => {
  const record = Buffer.alloc(END_BYTES);
  record.writeUInt32LE(SIGNATURES.end, 0);
  record.writeUInt16LE(files, 8);
  record.writeUInt16LE(files, 10);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
};

/** Reads the end of an archive of that length; refuses bytes behind it, several volumes and comments. */
export const parseEnd = (record: Buffer, length: number) => {
  const files = record.readUInt16LE(10);
  const bytes = record.readUInt32LE(12);
  const offset = record.readUInt32LE(16);
  const isWhole = offset + bytes + END_BYTES === length && files <= MOST_FILES;
  if (!isWhole || !record.equals(endRecord(files, bytes, offset)))
    throw malformed('The file does not end as a zip archive that nothing follows.');
  return { files, bytes, offset };
};

/** Reads the directory; refuses every spelling but ours: names, order, gaps, other ways to compress. */
export const parseDirectory = (bytes: Buffer, files: number): ZipEntry[] => {
  const entries = new Map<string, ZipEntry>();
  let [at, offset] = [0, 0];
  for (let i = 0; i < files; i++) {
    const entry = parseCentral(bytes, at, i);
    const { name, size } = entry;
    if (entries.has(name)) throw malformed(`The archive holds ${name} twice.`);
    if (entry.offset !== offset)
      throw malformed(`The archive does not hold ${name} where the file before it ends.`);
    entries.set(name, entry);
    at += CENTRAL_BYTES + name.length;
    offset += LOCAL_BYTES + name.length + size;
  }
  if (at !== bytes.length) throw malformed('The directory of the archive has bytes left over.');
  return [...entries.values()];
};

const parseCentral = (bytes: Buffer, at: number, i: number): ZipEntry => {
  const broken = malformed(`Line ${i + 1} of the archive’s directory is not as ours are.`);
  if (at + CENTRAL_BYTES > bytes.length) throw broken;
  const name = bytes.toString(
    'latin1',
    at + CENTRAL_BYTES,
    at + CENTRAL_BYTES + bytes.readUInt16LE(at + 28),
  );
  if (!isFileName(name))
    throw malformed(`${JSON.stringify(name)} cannot name a file of the archive.`);
  const entry = {
    name,
    crc: bytes.readUInt32LE(at + 16),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  const header = centralHeader(entry);
  if (!header.equals(bytes.subarray(at, at + header.length))) throw broken;
  return entry;
};

/** Time, date, checksum, both sizes and the length of the name stand alike in both headers. */
const writeCommon = (
  header: Buffer,
  at: number,
  { name, crc, size }: Omit<ZipEntry, 'offset'>,
): void => {
  header.writeUInt16LE(DATE, at + 2);
  header.writeUInt32LE(crc, at + 4);
  header.writeUInt32LE(size, at + 8);
  header.writeUInt32LE(size, at + 12);
  header.writeUInt16LE(name.length, at + 16);
};
