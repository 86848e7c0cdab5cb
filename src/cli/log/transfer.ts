import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Command } from 'commander';
import type { Log, Position } from '../../log/port.js';
import { exportLog } from '../../log/transfer/export.js';
import { headerText, TransferError } from '../../log/transfer/format.js';
import { importLog } from '../../log/transfer/import.js';
import { linesOf } from '../../log/transfer/lines.js';
import { endOf, scan, unwritten, type Written } from '../../log/transfer/scan.js';
import { CliError, exitCodes } from '../fail.js';
import { barOf } from '../progress.js';
import { withLog } from '../session.js';
import { tell, toStdout } from './out.js';
import { positionOf } from './tail.js';

interface Options {
  after?: Position;
  json?: boolean;
}

/** Ballots that are secret until the close are in it. */
const OWNER_ONLY = 0o600;

/** Says of a file what is wrong with it. */
const about =
  (path: string) =>
  (error: unknown): never => {
    if (error instanceof TransferError) {
      const code = error.code === 'CONFLICT' ? exitCodes.conflict : exitCodes.failure;
      throw new CliError(`${path}: ${error.message}`, code);
    }
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw syscall ? new CliError(`${path} cannot be used (${code}).`) : error;
  };

const read = (path: string) => linesOf(createReadStream(path, { highWaterMark: 1024 * 1024 }));

/** How far a file was written by an earlier export; refuses to go on with anything else. */
const writtenIn = async (path: string, { after }: Options): Promise<Written> => {
  const written = await scan(read(path));
  const { lines, torn } = written;
  if (lines === 0 && torn && !headerText(0n).startsWith(torn))
    throw new CliError(`${path} is not an export of a log; it was left as it is.`);
  if (lines === 0) return unwritten(after ?? 0n);
  if (after !== undefined && after !== written.after)
    throw new CliError(`${path} begins after ${written.after}, not after ${after}.`);
  return written;
};

const exportTo = async (path: string, options: Options): Promise<void> => {
  const file = await open(path, 'a', OWNER_ONLY);
  try {
    const written = await writtenIn(path, options);
    const resumed = written.events;
    await withLog((log) => writeOut(log, file, written));
    const { end: _, ...found } = endOf(written);
    tell(options, { file: path, ...found, resumed }, exportedText(written));
  } finally {
    await file.close();
  }
};

const writeOut = async (log: Log, file: FileHandle, written: Written): Promise<void> => {
  const { progress, stop } = barOf('position');
  const head = Number(await log.head());
  const texts = await exportLog(log, written);
  try {
    await file.chmod(OWNER_ONLY);
    await file.truncate(written.bytes);
    for await (const text of texts) {
      await file.appendFile(text);
      progress(Number(written.position), head);
    }
    await file.sync();
  } finally {
    stop();
  }
};

const exportedText = ({ events, commands, position }: Written): string =>
  `${events} events of ${commands} commands, up to position ${position}.`;

const toStandardOutput = async ({ after }: Options): Promise<void> => {
  const written = unwritten(after ?? 0n);
  await withLog(async (log) => toStdout(await exportLog(log, written)));
  process.stderr.write(`${exportedText(written)}\n`);
};

/** `cahier log export`: the log as a file that any log of ours takes in again. */
export const exportCommand = (): Command =>
  new Command('export')
    .description('write the log out as NDJSON, without anybody’s words; a file is gone on with')
    .argument('[file]', 'where to; stdout if not said')
    .option('--after <position>', 'only what follows this position', positionOf)
    .option('--json', 'with a file, what was written as one JSON object on stdout')
    .action((path: string | undefined, options: Options) =>
      path ? exportTo(path, options).catch(about(path)) : toStandardOutput(options),
    );

/** The whole file is checked before anything is written. */
const importFrom = async (path: string, options: Options): Promise<void> => {
  const whole = await scan(read(path));
  if (!whole.ended)
    throw new CliError(
      `${path} ends in line ${whole.lines + 1} without its end line; nothing was imported. Export again to that file: it goes on where it stopped.`,
    );
  const { progress, stop } = barOf('events');
  const imported = await withLog(
    (log) => importLog(log, read(path), (events) => progress(events, whole.events)),
    { inOrder: true },
  ).finally(stop);
  const { commands, events, added, moved } = imported;
  const lines = [
    `${events} events of ${commands} commands: ${added} commands added, ${commands - added} were on record.`,
    ...(moved ? [`${moved} commands stand at other positions than in the file.`] : []),
  ];
  tell(options, { file: path, ...imported, position: whole.position }, lines.join('\n'));
};

/** `cahier log import`: takes an export in; what is on record is left alone. */
export const importCommand = (): Command =>
  new Command('import')
    .description('take an export in; run again it adds nothing; exit code 4 where the log differs')
    .argument('<file>', 'an export')
    .option('--json', 'what came of it as one JSON object on stdout')
    .action((path: string, options: Options) => importFrom(path, options).catch(about(path)));
