import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { OpenData } from '../open-data/exports.js';
import type { Position } from '../log/port.js';
import { CliError } from './fail.js';
import { toStdout } from './log/out.js';
import { positionOf } from './log/tail.js';
import { withSession } from './session.js';

interface Options {
  format?: string;
  out?: string;
  asOf?: Position;
}

const exportData = async (consultationId: string, { format, out, asOf }: Options): Promise<void> =>
  withSession(async ({ app }) => {
    const data = app.get(OpenData);
    if (format === undefined) {
      const names = await data.names(consultationId);
      if (!names) throw new CliError(`There is no public consultation ${consultationId}.`);
      return toStdout(Readable.from(names.map((name) => `${name}\n`)));
    }
    const found = await data.export(consultationId, format, asOf);
    if ('code' in found) throw new CliError(`${format}: ${found.why}`);
    const text = Readable.from(typeof found.text === 'string' ? [found.text] : found.text);
    if (out === undefined) return toStdout(text);
    await pipeline(text, createWriteStream(`${out}.unfinished`));
    await rename(`${out}.unfinished`, out);
    process.stderr.write(`${out}: ${format} as of position ${found.position}.\n`);
  });

/** `cahier export`: what is public of a consultation, as files that others can read. */
export const exportCommand = (): Command =>
  new Command('export')
    .description('what is public of a consultation, as a file that other programs read')
    .argument('<consultation>', 'its id')
    .option(
      '--format <name>',
      'ideas.csv, tallies.csv, baskets.csv, participation.csv (and participation-days.csv, -channels, -areas), events.jsonl, report.md, brief-IDEA.md, phases.ics, widget.json, or a .pb file (pabulib.org); the list of them without',
    )
    .option('--as-of <position>', 'as it was at this position', positionOf)
    .option('--out <file>', 'where to; stdout without')
    .action(exportData);
