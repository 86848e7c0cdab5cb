import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { verifyBundle, type Verified } from '../audit/verify.js';
import { BundleFault } from '../ledger/verify/fault.js';
import { CliError, exitCodes } from './fail.js';
import { tell } from './log/out.js';
import { barOf } from './progress.js';

interface Options {
  policy?: string;
  seen?: string[];
  json?: boolean;
}

const bytesOf = async (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${error.code}).`, exitCodes.usage);
  });

const OWN_POLICY =
  'WARNING: the policy is the bundle’s own, so this says nothing of who made it. Get the policy of the consultation elsewhere and give it with --policy.';

const foundText = (found: Verified): string => {
  const { open, withheld, erased, moderated, kept, unlisted, unexplained } = found.disclosures;
  const hidden = moderated ? ` + ${moderated} hidden by moderators` : '';
  const beside = unlisted ? ` + ${unlisted} beside secret ballots` : '';
  return [
    ...(found.ownPolicy ? [OWN_POLICY] : []),
    `${found.origin}: ${found.size} leaves for ${found.audience === 'public' ? 'the public' : 'auditors'}, root ${found.root}`,
    `signed by ${found.signedBy.join(', ')}`,
    `disclosures: ${open} open, ${withheld} withheld = ${erased} erased${hidden} + ${kept} kept for auditors${beside} + ${unexplained} unexplained`,
    `${found.ballots} acts of voters; published rows: ${Object.entries(found.published)
      .map(([file, rows]) => `${rows} in ${file}`)
      .join(', ')}`,
    ...found.notRecounted.map((what) => `not recounted: ${what}`),
    'Everything holds.',
  ].join('\n');
};

const faultText = (path: string, { message, place }: BundleFault): string => {
  const { file, n, eventId } = place;
  const where = [file, n === undefined ? '' : `leaf ${n}`, eventId && `event ${eventId}`];
  return `${[path, ...where.filter(Boolean)].join(', ')}: ${message}`;
};

const verify = async (path: string, options: Options): Promise<void> => {
  const policy = options.policy === undefined ? undefined : await bytesOf(options.policy);
  const seen = [];
  for (const name of options.seen ?? []) seen.push({ name, bytes: await bytesOf(name) });
  const { progress, stop } = barOf('leaves');
  try {
    const found = await verifyBundle(path, { policy, seen, progress }).finally(stop);
    tell(options, { file: path, holds: true, ...found }, foundText(found));
    if (options.json && found.ownPolicy) process.stderr.write(`${OWN_POLICY}\n`);
  } catch (error) {
    if (!(error instanceof BundleFault)) throw error;
    const { code, message, place } = error;
    const fault = { code, sentence: message, ...place };
    if (options.json) tell(options, { bundle: path, holds: false, fault }, '');
    process.stderr.write(`${faultText(path, error)}\n`);
    process.exitCode = code === 'MISMATCH' ? exitCodes.mismatch : exitCodes.usage;
  }
};

/** `cahier verify`: whether a bundle is what was recorded, and what it publishes is what is in it. */
export const verifyCommand = (): Command =>
  new Command('verify')
    .description(
      'check a bundle, offline and without a database; exit code 3 where it does not hold',
    )
    .argument('<file>', 'a bundle')
    .option(
      '--policy <file>',
      'whose signatures count; without it nothing says who made the bundle',
    )
    .option('--seen <file...>', 'checkpoints and receipts kept from before')
    .option('--json', 'one JSON object on stdout')
    .action(verify);
