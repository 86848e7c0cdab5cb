import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf } from '../tampering.js';

const TYPE = 'OfficialFeedbackOverdue';

/** Changes what is noted of a late answer; the operator signs again. */
const noted = (change: (leaf: any) => void) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, TYPE, -1);
    leaves[n] = changed(leaves[n]!, change);
  });

/** An answer that is said to be late, by the operator who signs again. */
export const overdueCases: Case[] = [
  [
    'E42 an answer that is said to have been promised for another day',
    noted(({ data }) => void (data.dueAt = '2026-06-01T22:00:00.000Z')),
    { says: /dueAt is .*, and should be/ },
  ],
  [
    'E42 an answer that is late before the promised day is over',
    asOperator((leaves) => {
      const ideas = leaves.map((leaf) => JSON.parse(leaf.toString()));
      const n = ideas.findIndex(({ t, data }) => t === 'IdeaSubmitted' && data.ideaId === 'bench');
      const dueAt = '2027-01-01T00:00:00.000Z';
      leaves[n] = changed(leaves[n]!, ({ data }) => void (data.feedbackDueAt = dueAt));
      const late = indexOf(leaves, TYPE, -1);
      leaves[late] = changed(leaves[late]!, ({ data }) => void (data.dueAt = dueAt));
    }),
    { says: /repeats what was so already/ },
  ],
  [
    'E42 an answer that is late to nobody’s idea',
    noted(({ data }) => void (data.ideaId = 'moon')),
    { says: /stands in idea-bench, not idea-moon/ },
  ],
  [
    'E42 an agent who says that an answer is late',
    noted((leaf) => void (leaf.as = 'agent/staff')),
    { says: /not for the role staff/ },
  ],
];
