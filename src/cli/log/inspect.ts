import { Command } from 'commander';
import type { Findings, Stats } from '../../log/inspection/inspection.js';
import { exitCodes } from '../fail.js';
import { barOf } from '../progress.js';
import { withInspection } from '../session.js';
import { tell } from './out.js';

interface Options {
  json?: boolean;
}

const findingsText = ({ events, commands, position, sound, faults }: Findings): string =>
  [
    `${events} events of ${commands} commands, up to position ${position}: ${sound ? 'sound' : 'NOT SOUND'}`,
    ...faults.flatMap(({ kind, count, first }) => [
      `${kind}: ${count}`,
      ...first.map(({ says }) => `  ${says}`),
      ...(count > first.length ? [`  … and ${count - first.length} more`] : []),
    ]),
  ].join('\n');

/** `cahier log verify`: whether the log is what was recorded. */
export const verifyCommand = (): Command =>
  new Command('verify')
    .description('read the whole log and look for faults; exit code 3 where there is one')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: Options) => {
      const { progress, stop } = barOf('events');
      const findings = await withInspection((store) => store.verify(progress)).finally(stop);
      tell(options, findings, findingsText(findings));
      if (!findings.sound) process.exitCode = exitCodes.mismatch;
    });

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const counted = (list: { events: number }[], name: (item: any) => string): string[] =>
  list.map((item) => `  ${String(item.events).padStart(10)}  ${name(item)}`);

const bytesText = (bytes: Stats['bytes']): string[] =>
  bytes
    ? [`${mib(bytes.total)} on disk: events ${mib(bytes.events)}, indexes ${mib(bytes.indexes)}`]
    : [];

const statsText = (s: Stats): string =>
  [
    `${s.events} events in ${s.streams} streams, by ${s.commands} commands (${s.eventsPerCommand.toFixed(2)} each)`,
    `recorded from ${s.firstRecordedAt ?? '-'} to ${s.lastRecordedAt ?? '-'}`,
    ...bytesText(s.bytes),
    'by type',
    ...counted(s.types, ({ type }) => type),
    'by consultation',
    ...counted(s.consultations, ({ consultationId }) => consultationId ?? '(none)'),
  ].join('\n');

/** `cahier log stats`: how large the log is, and of what. */
export const statsCommand = (): Command =>
  new Command('stats')
    .description('how large the log is, and of what')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: Options) => {
      const stats = await withInspection((store) => store.stats());
      tell(options, stats, statsText(stats));
    });
