import type { EventType } from '../src/domain/events.js';
import { change, one, type Projection, type Step } from './projection.js';

export interface StaffInboxRow {
  ideaId: string;
  consultationId: string;
  departmentId: string | null;
  /** The agent of the department who handles it, by pseudonym. */
  agentRef: string | null;
  assignedAt: string | null;
  statusCategory: string;
  /** Flags that no moderator has answered yet by hiding or restoring it. */
  flags: number;
  /** Ideas that may be the same, with nobody having said yet. */
  duplicates: string[];
  /** Nothing more is to be done: it was decided, withdrawn, or merged into another one. */
  done: boolean;
}

type OfIdea = { data: { ideaId: string } };
const key = (e: unknown) => ({ ideaId: (e as OfIdea).data.ideaId });

const unanswered = <T extends EventType>(): Step<StaffInboxRow, T> =>
  one(
    key,
    change(() => ({ flags: 0 })),
  );

const undecided = new Set(['open', 'in_review']);

/** What waits for whom in the back office: what is given to whom, flagged, or perhaps there twice? */
export const staffInbox: Projection<StaffInboxRow> = {
  name: 'staff_inbox',
  key: ['ideaId'],
  columns: {
    ideaId: 'text',
    consultationId: 'text',
    departmentId: 'text?',
    agentRef: 'text?',
    assignedAt: 'text?',
    statusCategory: 'text',
    flags: 'int',
    duplicates: 'json',
    done: 'boolean',
  },
  indexes: [['consultationId', 'ideaId']],
  on: {
    IdeaSubmitted: one(key, (_row, { data: { ideaId, consultationId } }) => ({
      ...{ ideaId, consultationId, departmentId: null, agentRef: null, assignedAt: null },
      ...{ statusCategory: 'open', flags: 0, duplicates: [], done: false },
    })),
    IdeaAssigned: one(
      key,
      change((_row, { data: { departmentId, agentRef }, at }) => ({
        ...{ departmentId, agentRef, assignedAt: at },
      })),
    ),
    IdeaStatusChanged: one(
      key,
      change((_row, { data: { category } }) => ({
        statusCategory: category,
        done: !undecided.has(category),
      })),
    ),
    ContentFlagged: one(
      key,
      change(({ flags }) => ({ flags: flags + 1 })),
    ),
    IdeaHidden: unanswered(),
    IdeaRestored: unanswered(),
    DuplicateSuggested: one(
      key,
      change(({ duplicates }, { data: { otherIdeaId } }) => ({
        duplicates: [...duplicates.filter((id) => id !== otherIdeaId), otherIdeaId],
      })),
    ),
    DuplicateDismissed: one(
      key,
      change(({ duplicates }, { data: { otherIdeaId } }) => ({
        duplicates: duplicates.filter((id) => id !== otherIdeaId),
      })),
    ),
    IdeaWithdrawn: one(
      key,
      change(() => ({ done: true })),
    ),
    IdeaMergedInto: one(
      key,
      change(() => ({ done: true, duplicates: [] })),
    ),
    IdeaUnmerged: one(key, (row, { data: { ideaId, sourceIdeaId } }) =>
      row && ideaId === sourceIdeaId ? { ...row, done: !undecided.has(row.statusCategory) } : row,
    ),
  },
};
