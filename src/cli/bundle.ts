import { Command, Option } from 'commander';
import { LEDGER } from '../app.module.js';
import { buildBundle, documentsFrom } from '../audit/build.js';
import { Vault } from '../keys/vault.js';
import type { Audience } from '../ledger/bundle/manifest.js';
import { checkpointText, type Checkpoint } from '../ledger/checkpoint.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { noteText, signNote } from '../ledger/note.js';
import { vkey, type Signer } from '../ledger/note-key.js';
import { packageRoot } from '../package-root.js';
import { logAt, placeOf, saltsOf, type Ledger } from '../sealing/ledger.js';
import { CliError } from './fail.js';
import { tell } from './log/out.js';
import { barOf } from './progress.js';
import { withSession } from './session.js';

interface Options {
  audience: Audience;
  out: string;
  json?: boolean;
}

const signedBy =
  (key: Signer) =>
  (head: Omit<Checkpoint, 'extensions'>): string => {
    const text = checkpointText(head);
    return noteText({ text, signatures: [signNote(text, key)] });
  };

const bundle = async (consultationId: string, options: Options): Promise<void> => {
  const { audience, out } = options;
  const { progress, stop } = barOf('position');
  try {
    const manifest = await withSession(async ({ app }) => {
      const [ledger, vault] = [app.get<Ledger>(LEDGER), app.get(Vault)];
      const { signer } = logAt(ledger, placeOf(consultationId));
      return buildBundle(
        out,
        { host: ledger.host, consultationId, audience, progress },
        {
          log: ledger.log,
          saltOf: await saltsOf(ledger, consultationId),
          documents: await documentsFrom(packageRoot),
          policy: `log ${vkey(signer)}\nquorum none\n`,
          sign: signedBy(signer),
          disclosures: { open: (digests) => vault.disclose(digests) },
        },
      );
    });
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
    .option('--json', 'what was written as one JSON object on stdout')
    .action(bundle);
