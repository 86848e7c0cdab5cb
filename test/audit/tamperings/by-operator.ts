import { canonical } from '../../../src/ledger/canonical.js';
import { disclosureDigest, disclosureText } from '../../../src/ledger/disclosure.js';
import { asOperator, changed, disclose, indexOf, publish, type Parts } from '../tampering.js';

/** Writes index and rank of each leaf anew. */
export const renumber = (leaves: Buffer[]): void => {
  const ranks = new Map<string, number>();
  for (const [n, leaf] of leaves.entries())
    leaves[n] = changed(leaf, (members) => {
      const rev = ranks.get(members.stream) ?? 0;
      ranks.set(members.stream, rev + 1);
      Object.assign(members, { n, rev });
    });
};

/** The same leaf again, as another event of another command. */
const twin = (leaf: Buffer, change: (leaf: any) => void): Buffer =>
  changed(leaf, (members) => {
    const id = members.id.replace(/^..../, '0123');
    const cmd = members.cmd.replace(/^..../, '0123');
    Object.assign(members, { id, cmd });
    change(members);
  });

/** Puts a leaf before the one at index n, and tells of the later ones under their new indexes. */
const insert = (parts: Parts, leaves: Buffer[], n: number, leaf: Buffer): void => {
  leaves.splice(n, 0, leaf);
  renumber(leaves);
  const later = (line: string) =>
    line.replace(/"n":(\d+)/, (_all, own) => `"n":${Number(own) + (Number(own) < n ? 0 : 1)}`);
  disclose(parts, (lines) => lines.map(later));
};

/** Configures the vote anew, once all have voted and before the phase is closed. */
export const configuredAgain = asOperator((leaves, parts) => {
  const n = indexOf(leaves, 'PhaseClosed', 1);
  const { ts } = JSON.parse(leaves[n]!.toString());
  const again = twin(leaves[indexOf(leaves, 'VotingConfigured')]!, (leaf) =>
    Object.assign(leaf, { ts, data: { ...leaf.data, configVersion: 2, tieBreak: [] } }),
  );
  insert(parts, leaves, n, again);
});

/** Creates the consultation once more, with another purpose. */
export const createdAgain = asOperator((leaves, parts) => {
  const again = twin(leaves[0]!, (leaf) => void (leaf.data.purpose = 'Another.'));
  insert(parts, leaves, 1, again);
});

/** Publishes something once the consultation is archived, and puts it on the timeline. */
export const afterTheArchive = asOperator((leaves, parts) => {
  const { ts } = JSON.parse(leaves.at(-1)!.toString());
  const n = indexOf(leaves, 'StatementPublished');
  publish(parts, 'timeline', (rows) => {
    const row = rows.find((own) => own.n === n);
    rows.push({ ...row, n: leaves.length, at: ts, recordedAt: ts });
  });
  const again = twin(leaves[n]!, (leaf) => Object.assign(leaf, { ts }));
  insert(parts, leaves, leaves.length, again);
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
