import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Command, InvalidArgumentError } from 'commander';
import { CliError, exitCodes } from '../fail.js';
import { barOf } from '../progress.js';
import { keepingViews, withSession, type Session } from '../session.js';
import type { DatedSource } from './dated.js';
import { sentences } from './dated-report.js';
import type { Cut } from './dated-outcome.js';
import { runDated, type Place } from './dated-run.js';
import { startOfDay } from './names.js';
import { SourceError } from './source.js';

interface Options {
  json?: boolean;
  asOf: string[];
}

type Read = (path: string) => Promise<DatedSource>;

/** A folder, read whole before anything is written; one that is none ends the command with one sentence and the line. */
const sourceOf = async (read: Read, path: string): Promise<DatedSource> => {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof SourceError) throw new CliError(`${path}: ${error.message}`);
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (syscall) throw new CliError(`${path} cannot be read (${code}).`);
    throw error;
  }
};

const day = /^\d{4}-\d\d-\d\d$/;
const milliseconds = /^\d{1,15}$/;

/** A day to its end in the source's zone, an instant, or milliseconds since 1970. */
const cutOf = (asked: string, { timeZone }: DatedSource): Cut => ({
  asked,
  until: day.test(asked)
    ? Date.parse(startOfDay(asked, timeZone, 1)) - 1
    : milliseconds.test(asked)
      ? Number(asked)
      : Date.parse(asked),
});

const moment = (text: string, before: string[]): string[] => {
  if (!milliseconds.test(text) && Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Say a day, an instant, or milliseconds since 1970.');
  return [...before, text];
};

const importOne = async (
  source: DatedSource,
  session: Session,
  { asOf, json }: Options,
): Promise<void> => {
  const { progress, stop } = barOf('acts');
  const cuts = asOf.map((asked) => cutOf(asked, source));
  const began = performance.now();
  const place: Place = {
    commands: session.app.get(CommandBus),
    queries: session.app.get(QueryBus),
    keeping: (work) => keepingViews(session, work),
  };
  const report = await runDated(source, cuts, place, progress).finally(stop);
  const lines = sentences(report, (performance.now() - began) / 1000);
  process.stderr.write(`${lines.join('\n')}\n`);
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  if (report.differences.length) process.exitCode = exitCodes.mismatch;
};

/** A command that imports folders of dated acts. */
export const datedCommand = (name: string, description: string, read: Read): Command =>
  new Command(name)
    .description(description)
    .argument('<folder...>', 'the folders')
    .option('--json', 'what came of each, as one JSON object a line on stdout')
    .option(
      '--as-of <moment>',
      'count also as of a moment of the source; may be repeated',
      moment,
      [],
    )
    .action(async ([first, ...rest]: string[], options: Options) => {
      const source = await sourceOf(read, first!);
      await withSession(
        async (session) => {
          await importOne(source, session, options);
          for (const path of rest) await importOne(await sourceOf(read, path), session, options);
        },
        { projector: false, inOrder: true },
      );
    });
