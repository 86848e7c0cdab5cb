import { each, type Projection } from './projection.js';

export interface DuplicateRow {
  ideaId: string;
  otherIdeaId: string;
  consultationId: string;
  status: 'suggested' | 'dismissed' | 'merged' | 'unmerged';
  /** Who said first that they may be one. */
  source: 'agent' | 'machine' | null;
  model: string | null;
  /** How sure a machine is, from 0 to 100. */
  score: number | null;
  /** Why they are not one, or are; the last that was said. */
  reason: string | null;
}

type Pair = Pick<DuplicateRow, 'ideaId' | 'otherIdeaId'>;

/** A pair as each of its ideas sees it. */
const bothWays = (ideaId: string, otherIdeaId: string): Pair[] => [
  { ideaId, otherIdeaId },
  { ideaId: otherIdeaId, otherIdeaId: ideaId },
];

const rowOf = (
  row: DuplicateRow | null,
  pair: Pair,
  consultationId: string | null,
  said: Partial<DuplicateRow> & Pick<DuplicateRow, 'status'>,
): DuplicateRow => ({
  ...(row ?? { source: null, model: null, score: null, reason: null }),
  ...{ ideaId: pair.ideaId, otherIdeaId: pair.otherIdeaId, consultationId: consultationId! },
  ...said,
});

/** Which ideas may be the same as this one, and what was decided on that? Each pair stands once for either idea. */
export const duplicate: Projection<DuplicateRow> = {
  name: 'duplicate',
  key: ['ideaId', 'otherIdeaId'],
  columns: {
    ideaId: 'text',
    otherIdeaId: 'text',
    consultationId: 'text',
    status: 'text',
    source: 'text?',
    model: 'text?',
    score: 'int?',
    reason: 'text?',
  },
  on: {
    DuplicateSuggested: each(
      ({ data: { ideaId, otherIdeaId } }) => bothWays(ideaId, otherIdeaId),
      (row, { data: { source, model, score }, consultationId }, pair) =>
        rowOf(row, pair, consultationId, { status: 'suggested', source, model, score }),
    ),
    DuplicateDismissed: each(
      ({ data: { ideaId, otherIdeaId } }) => bothWays(ideaId, otherIdeaId),
      (row, { data: { reason }, consultationId }, pair) =>
        rowOf(row, pair, consultationId, { status: 'dismissed', reason }),
    ),
    IdeaMergedInto: each(
      ({ data: { ideaId, targetIdeaId, previousTargetId } }) => [
        ...bothWays(ideaId, targetIdeaId),
        ...(previousTargetId === null ? [] : bothWays(ideaId, previousTargetId)),
      ],
      (row, { data: { targetIdeaId, reason }, consultationId }, pair) =>
        rowOf(row, pair, consultationId, {
          status: [pair.ideaId, pair.otherIdeaId].includes(targetIdeaId) ? 'merged' : 'unmerged',
          reason,
        }),
    ),
    IdeaUnmerged: each(
      ({ data: { sourceIdeaId, targetIdeaId } }) => bothWays(sourceIdeaId, targetIdeaId),
      (row, { data: { reason }, consultationId }, pair) =>
        rowOf(row, pair, consultationId, { status: 'unmerged', reason }),
    ),
  },
};
