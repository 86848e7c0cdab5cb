import { canonical } from '../../../src/ledger/canonical.js';
import { disclosureDigest, disclosureText } from '../../../src/ledger/disclosure.js';
import { asOperator, changed, disclose, indexOf, type Parts } from '../tampering.js';

/** Writes index and rank of each leaf anew. */
const renumber = (leaves: Buffer[]): void => {
  const ranks = new Map<string, number>();
  for (const [n, leaf] of leaves.entries())
    leaves[n] = changed(leaf, (members) => {
      const rev = ranks.get(members.stream) ?? 0;
      ranks.set(members.stream, rev + 1);
      Object.assign(members, { n, rev });
    });
};

/** Configures the vote anew, once all have voted and before the phase is closed. */
export const configuredAgain = asOperator((leaves, parts) => {
  const n = indexOf(leaves, 'PhaseClosed', 1);
  const { ts } = JSON.parse(leaves[n]!.toString());
  const again = changed(leaves[indexOf(leaves, 'VotingConfigured')]!, (leaf) => {
    const id = leaf.id.replace(/^..../, '0123');
    const cmd = leaf.cmd.replace(/^..../, '0123');
    Object.assign(leaf, { id, cmd, ts, data: { ...leaf.data, configVersion: 2, tieBreak: [] } });
  });
  leaves.splice(n, 0, again);
  renumber(leaves);
  const later = (line: string) =>
    line.replace(/"n":(\d+)/, (_all, own) => `"n":${Number(own) + (Number(own) < n ? 0 : 1)}`);
  disclose(parts, (lines) => lines.map(later));
});

/** Keeps the data of a public event for auditors. */
export const keepBack = (parts: Parts, leaves: Buffer[], n: number): void => {
  const { data: value } = JSON.parse(leaves[n]!.toString());
  const text = disclosureText({ salt: 'A'.repeat(22), name: 'data', value });
  leaves[n] = changed(leaves[n]!, (leaf) => {
    delete leaf.data;
    Object.assign(leaf, { _sd: [disclosureDigest(text)], _sd_alg: 'sha-256', vis: 'restricted' });
  });
  if (parts.manifest.audience === 'public') return;
  disclose(parts, (lines) => {
    const at = lines.findIndex((line) => JSON.parse(line).n > n);
    return lines.toSpliced(at, 0, canonical({ d: text, n }));
  });
};
