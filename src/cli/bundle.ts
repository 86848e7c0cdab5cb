import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { buildBundle, documentsFrom } from '../audit/build.js';
import { loadConfig } from '../config.js';
import type { Audience } from '../ledger/bundle/manifest.js';
import { checkpointText } from '../ledger/checkpoint.js';
import { saltsFrom } from '../ledger/leaf.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { noteText, signNote } from '../ledger/note.js';
import { parseSkey, vkey, type Signer } from '../ledger/note-key.js';
import { packageRoot } from '../package-root.js';
import { CliError } from './fail.js';
import { tell } from './log/out.js';
import { barOf } from './progress.js';
import { withLog } from './session.js';

interface Options {
  audience: Audience;
  out: string;
  key: string;
  secret: string;
  json?: boolean;
}

const textOf = async (path: string): Promise<string> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${error.code}).`);
  });
  return text.trim();
};

const secretIn = async (path: string): Promise<Buffer> => {
  const text = await textOf(path);
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new CliError(`${path} does not hold a secret of 32 bytes in hex.`);
  return Buffer.from(text, 'hex');
};

/** The words of people are not opened yet: the vault is not here. */
const noWords = { open: async () => new Map<string, string>() };

const signedBy =
  (key: Signer) =>
  (head: Parameters<typeof checkpointText>[0]): string => {
    const text = checkpointText(head);
    return noteText({ text, signatures: [signNote(text, key)] });
  };

const bundle = async (consultationId: string, options: Options): Promise<void> => {
  const { audience, out } = options;
  const host = new URL(loadConfig(process.env).origin).host;
  const { progress, stop } = barOf('position');
  try {
    const key = parseSkey(await textOf(options.key));
    const saltOf = saltsFrom(await secretIn(options.secret));
    const documents = await documentsFrom(packageRoot);
    const policy = `log ${vkey(key)}\nquorum none\n`;
    const manifest = await withLog((log) =>
      buildBundle(
        out,
        { host, consultationId, audience, progress },
        { log, saltOf, documents, policy, sign: signedBy(key), disclosures: noWords },
      ),
    );
    const { files: _, ...about } = manifest;
    const text = `${out}: ${about.size} leaves of ${about.origin}, up to position ${about.position}.`;
    tell(options, { file: out, ...about }, text);
  } catch (error) {
    throw error instanceof LedgerError ? new CliError(error.message) : error;
  } finally {
    stop();
  }
};

/** `cahier bundle`: one file with which anyone can check a consultation, offline. */
export const bundleCommand = (): Command =>
  new Command('bundle')
    .description('one file with which anyone can check a consultation, offline')
    .argument('<consultation>', 'its id')
    .addOption(
      new Option('--audience <audience>', 'whether it holds the ballots, which auditors may read')
        .choices(['public', 'auditor'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to')
    .requiredOption('--key <file>', 'the key of the consultation’s log (PRIVATE+KEY+…)')
    .requiredOption('--secret <file>', 'the consultation’s secret, 32 bytes in hex')
    .option('--json', 'what was written as one JSON object on stdout')
    .action(bundle);
