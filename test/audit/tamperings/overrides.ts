import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf, publish } from '../tampering.js';

/** Changes what was decided beside the computed result; the operator signs again. */
const decided = (change: (data: any, leaf: any) => void, type = 'AllocationOverridden') =>
  asOperator((leaves) => {
    const n = indexOf(leaves, type, -1);
    leaves[n] = changed(leaves[n]!, (leaf) => change(leaf.data, leaf));
  });

/** A result that was overridden by a decision, by the operator who signs again. */
export const overrideCases: Case[] = [
  [
    'an override of another option',
    decided((d) => void (d.ideaId = 'garden')),
    { says: /AllocationOverridden is not what the rules make of it/ },
  ],
  [
    'an override that funds what was not decided',
    decided((d) => void (d.to = 'selected')),
    { says: /repeats what was so already/ },
  ],
  [
    'an override without a reason',
    decided((d) => void (d.reason = ' ')),
    { says: /TEXT_REQUIRED/ },
  ],
  [
    'an override without a decision',
    decided((d) => void (d.decisionRef = '')),
    { says: /TEXT_REQUIRED/ },
  ],
  [
    'an override for another reason than is in its digest',
    decided((d) => void (d.reason = 'It is ugly.')),
    { says: /resultHash/ },
  ],
  [
    'an override at another price',
    decided((d) => void (d.cost -= 1)),
    { says: /cost is 3499, and should be 3500/ },
  ],
  [
    'an override after which more is left than there is',
    decided((d) => void (d.spent -= 1)),
    { says: /spent/ },
  ],
  [
    'an override that makes the envelope smaller',
    decided((d) => void (d.amount -= 1)),
    { says: /INVALID_AMOUNT/ },
  ],
  [
    'an override by a citizen',
    decided((_d, leaf) => void (leaf.as = 'citizen')),
    { says: /not for the role citizen/ },
  ],
  [
    'a signature under the computed result, and not under what was decided',
    asOperator((leaves) => {
      const computed = JSON.parse(leaves[indexOf(leaves, 'AllocationComputed', -1)]!.toString());
      const n = indexOf(leaves, 'ResultsCertified', -1);
      const { resultHash } = computed.data;
      leaves[n] = changed(leaves[n]!, ({ data }) => void (data.resultHash = resultHash));
    }),
    { says: /RESULT_CHANGED/ },
  ],
  [
    'a computed result that was made to fit what was decided',
    decided(({ envelopes: [e] }) => {
      const gone = e.selected.pop();
      e.spent -= gone.cost;
      e.notSelected.push({ ideaId: gone.ideaId, why: 'did_not_fit' });
    }, 'AllocationComputed'),
    { says: /AllocationComputed is not what the rules/ },
  ],
  [
    'a published result without what was decided',
    (p) => publish(p, 'results', (rows) => void (rows.at(-1).overrides = [])),
    { says: /overrides/, file: 'published/results.json' },
  ],
];
