import { Command, Option } from 'commander';
import { LEDGER } from '../app.module.js';
import { buildBundle, documentsFrom } from '../audit/build.js';
import { Vault } from '../keys/vault.js';
import type { Audience } from '../ledger/bundle/manifest.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { packageRoot } from '../package-root.js';
import { placeOf, saltsOf, type Ledger } from '../sealing/ledger.js';
import { isWitnessed, policyOf, policyText, provenHead } from '../sealing/witnessed.js';
import { CliError } from './fail.js';
import { tell } from './log/out.js';
import { barOf } from './progress.js';
import { withSession } from './session.js';

interface Options {
  audience: Audience;
  out: string;
  json?: boolean;
}

/** The head that a bundle is made at. */
const headOf = async (ledger: Ledger, consultationId: string): Promise<string> => {
  const place = placeOf(consultationId);
  const head = await provenHead(ledger, place);
  if (!head)
    throw new CliError(
      `Nothing is signed of a consultation ${consultationId}. If that is its id, let a server run that keeps the ledger (CAHIER_ROLE all or projector), and ask again in some seconds.`,
    );
  if (!isWitnessed(policyOf(ledger, place), head.note)) process.stderr.write(`${UNSEEN}\n`);
  return head.note;
};

const UNSEEN =
  'WARNING: too few witnesses have cosigned what is signed, so the bundle is refused by its own policy. `cahier ledger check` tells who is missing.';

const bundle = async (consultationId: string, options: Options): Promise<void> => {
  const { audience, out } = options;
  const { progress, stop } = barOf('leaves');
  try {
    const manifest = await withSession(async ({ app }) => {
      const [ledger, vault] = [app.get<Ledger>(LEDGER), app.get(Vault)];
      return buildBundle(
        out,
        { host: ledger.host, consultationId, audience, progress },
        {
          log: ledger.log,
          saltOf: await saltsOf(ledger, consultationId),
          documents: await documentsFrom(packageRoot),
          policy: policyText(ledger, placeOf(consultationId)),
          checkpoint: await headOf(ledger, consultationId),
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
