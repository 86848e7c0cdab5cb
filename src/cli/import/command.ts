import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Command } from 'commander';
import { CliError, exitCodes } from '../fail.js';
import { barOf } from '../progress.js';
import { withSession, type Session } from '../session.js';
import { datedCommand } from './dated-command.js';
import { importTrouble } from './file-rules.js';
import { readPabulib, type PabulibFile } from './pabulib-file.js';
import { PabulibError, textOf } from './pabulib-text.js';
import { readPolis } from './polis-files.js';
import { readRua } from './rua-files.js';
import { knownRules } from './voting.js';
import { runImport, type ImportReport } from './run.js';

interface Options {
  json?: boolean;
}

/** An election, and the text it was read from. */
export interface Election {
  file: PabulibFile;
  text: string;
}

/** Reads an election's file; a file that is none ends the command with one sentence and the line. */
export const readElection = async (path: string): Promise<Election> => {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${error.code}).`);
  });
  try {
    const file = readPabulib(bytes, basename(path));
    const trouble = importTrouble(file, new Date().toISOString().slice(0, 10));
    if (trouble) throw new CliError(`${path}: ${trouble}`);
    return { file, text: textOf(bytes, basename(path)) };
  } catch (error) {
    if (error instanceof PabulibError) throw new CliError(`${path}: ${error.message}`);
    throw error;
  }
};

const jsonOf = (r: ImportReport, { meta }: PabulibFile): object => {
  const unit = 10 ** meta.decimals;
  return {
    ...r,
    options: r.options.map(({ costMinor, id, votes, score, selected, ...rest }) => ({
      id,
      votes,
      score,
      cost: costMinor / unit,
      selected,
      costMinor,
      ...rest,
    })),
  };
};

const closingLine = ({ options, differences, refused }: ImportReport): string => {
  const compared = options.filter((o) => o.fileVotes !== null || o.fileScore !== null).length;
  if (!compared) return `${options.length} options; the file has no counts to compare with.`;
  const apart = refused ? ' once the refused ballots are added' : '';
  return differences.length
    ? `${differences.length} of ${compared} options have another count than the file: ${differences.join(', ')}.`
    : `${compared} options compared: every count equals the file's${apart}.`;
};

const tell = (r: ImportReport, file: PabulibFile): void => {
  const lines = [
    ...r.warnings.map((w) => `note: ${w}`),
    ...(knownRules.includes(file.meta.rule)
      ? []
      : [`note: the file's rule is "${file.meta.rule}"; the result is computed greedily instead.`]),
    `${r.consultationId}: ${r.ballots} ballots, ${r.accepted} accepted, ${r.refused} refused.`,
    ...r.refusals.map((b) => `  line ${b.line}, voter ${b.voterId}: ${b.codes.join(', ')}`),
    closingLine(r),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
};

const importOne = async (
  { file, text }: Election,
  { app }: Session,
  options: Options,
): Promise<void> => {
  const { progress, stop } = barOf('ballots');
  const [commands, queries] = [app.get(CommandBus), app.get(QueryBus)];
  const report = await runImport(file, text, commands, queries, progress).finally(stop);
  tell(report, file);
  if (options.json) process.stdout.write(`${JSON.stringify(jsonOf(report, file))}\n`);
  if (report.differences.length) process.exitCode = exitCodes.mismatch;
};

/** The first file is read before anything is opened: if it is none, nothing is left behind. */
const importPabulib = async ([first, ...rest]: string[], options: Options): Promise<void> => {
  const election = await readElection(first!);
  await withSession(async (session) => {
    await importOne(election, session, options);
    for (const path of rest) await importOne(await readElection(path), session, options);
  });
};

/** `cahier import`: brings real consultations into the record. */
export const importCommand = (): Command => {
  const command = new Command('import').description('bring a real consultation into the record');
  command
    .command('pabulib')
    .description('elections in Pabulib format (.pb or .pb.gz)')
    .argument('<file...>', 'the files')
    .option('--json', 'what came of each, as one JSON object a line on stdout')
    .action(importPabulib);
  command.addCommand(
    datedCommand(
      'polis',
      'conversations of Pol.is: comments.csv, votes.csv, summary.csv',
      readPolis,
    ),
  );
  command.addCommand(
    datedCommand('rua', 'a French consultation: opinions, votes, arguments, reports', readRua),
  );
  return command;
};
