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

/** Puts a leaf before the one at index n; all that tells of the later ones names their new indexes. */
const insert = (parts: Parts, leaves: Buffer[], n: number, leaf: Buffer): void => {
  leaves.splice(n, 0, leaf);
  renumber(leaves);
  const moved = (own: number) => own + (own < n ? 0 : 1);
  const later = (line: string) =>
    line.replace(/"n":(\d+)/, (_all, own) => `"n":${moved(Number(own))}`);
  disclose(parts, (lines) => lines.map(later));
  for (const name of ['timeline', 'ideas'])
    publish(parts, name, (rows) => {
      for (const row of rows) row.n = moved(row.n);
    });
};

/** Shows an event that stands at index n on the timeline, as one of its kind is shown at its index. */
const showAs = (parts: Parts, n: number, kind: number, ts: string): void =>
  publish(parts, 'timeline', (rows) => {
    const row = rows.find((own) => own.n === kind);
    rows.push({ ...row, n, at: ts, recordedAt: ts });
    rows.sort((a, b) => a.n - b.n);
  });

/** Lets an event of one type change places with one of another, both last of their type and of one moment. */
export const swapped = (one: string, other: string) =>
  asOperator((leaves, parts) => {
    const [a, b] = [indexOf(leaves, one, -1), indexOf(leaves, other, -1)];
    [leaves[a], leaves[b]] = [leaves[b]!, leaves[a]!];
    renumber(leaves);
    publish(parts, 'timeline', (rows) => {
      const [i, j] = [a, b].map((n) => rows.findIndex((row) => row.n === n)) as [number, number];
      [rows[i], rows[j]] = [
        { ...rows[j], n: a },
        { ...rows[i], n: b },
      ];
    });
  });

/** Configures the vote anew, once all have voted and before the phase is closed. */
export const configuredAgain = asOperator((leaves, parts) => {
  const n = indexOf(leaves, 'PhaseClosed', 1);
  const { ts } = JSON.parse(leaves[n]!.toString());
  const again = twin(leaves[indexOf(leaves, 'VotingConfigured')]!, (leaf) =>
    Object.assign(leaf, { ts, data: { ...leaf.data, configVersion: 2, tieBreak: [] } }),
  );
  insert(parts, leaves, n, again);
});

/** Creates the consultation once more. */
export const createdAgain = asOperator((leaves, parts) => {
  const { ts } = JSON.parse(leaves[0]!.toString());
  insert(
    parts,
    leaves,
    1,
    twin(leaves[0]!, () => {}),
  );
  showAs(parts, 1, 0, ts);
});

/** Publishes something once the consultation is archived. */
export const afterTheArchive = asOperator((leaves, parts) => {
  const { ts } = JSON.parse(leaves.at(-1)!.toString());
  const [n, end] = [indexOf(leaves, 'StatementPublished'), leaves.length];
  const again = twin(leaves[n]!, (leaf) => Object.assign(leaf, { ts }));
  insert(parts, leaves, end, again);
  showAs(parts, end, n, ts);
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
