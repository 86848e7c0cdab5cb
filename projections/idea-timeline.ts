import type { OfflineCount } from '../src/domain/offline/events.js';
import type { EnvelopeResult } from '../src/domain/tally/events.js';
import { timelineColumns, timelineItem, type TimelineRow } from './consultation-timeline.js';
import type { OfIdea } from './idea-card.js';
import { each, one, type Projection, type Step, type ViewEvent } from './projection.js';

export interface IdeaTimelineRow extends TimelineRow {
  ideaId: string;
}

const item = <T extends OfIdea | 'IdeaReviewed' | 'AllocationOverridden'>(
  show: (data: ViewEvent<T>['data']) => object = (data) => data,
  ...words: string[]
): Step<IdeaTimelineRow, T> =>
  one(
    ({ data, position }) => ({ ideaId: (data as { ideaId: string }).ideaId, position }),
    (_row, e) => {
      const { ideaId, ...data } = show(e.data) as Record<string, unknown>;
      return { ideaId: (e.data as { ideaId: string }).ideaId, ...timelineItem(e, data, ...words) };
    },
  );

/** How one idea fared in a computed result: funded, or why not. */
const outcome = (envelopes: EnvelopeResult[], ideaId: string) => {
  const why = envelopes.flatMap((e) => e.notSelected).find((o) => o.ideaId === ideaId)?.why ?? null;
  return { funded: why === null, why };
};

const votesFor = (id: string, { lines }: OfflineCount): number =>
  lines.reduce((sum, { ideaId, votes }) => sum + (ideaId === id ? votes : 0), 0);

/** Ideas of which a corrected batch says something else than before. */
const corrected = (now: OfflineCount & { replaces: OfflineCount }): string[] => {
  const saying = ({ lines }: OfflineCount, id: string) =>
    lines
      .filter(({ ideaId }) => ideaId === id)
      .map(({ value, picks, votes }) => `${value} ${picks} ${votes}`)
      .sort()
      .join();
  const ids = [...now.lines, ...now.replaces.lines].map(({ ideaId }) => ideaId);
  return [...new Set(ids)].filter((id) => saying(now, id) !== saying(now.replaces, id));
};

/** What happened to this idea, and why? */
export const ideaTimeline: Projection<IdeaTimelineRow> = {
  name: 'idea_timeline',
  key: ['ideaId', 'position'],
  appendOnly: true,
  columns: { ideaId: 'text', ...timelineColumns },
  on: {
    IdeaSubmitted: item(({ ideaId, origin, phaseId }) => ({ ideaId, origin, phaseId })),
    IdeaRevised: item(({ ideaId, ideaVersion, kind }) => ({ ideaId, ideaVersion, kind }), 'reason'),
    IdeaStatusChanged: item(),
    OfficialFeedbackGiven: item(
      ({ ideaId, feedbackId, docRefs }) => ({ ideaId, feedbackId, docRefs }),
      'text',
      'authorLabel',
    ),
    OfficialFeedbackRevised: item(
      ({ ideaId, feedbackId, feedbackRevision, docRefs }) => ({
        ...{ ideaId, feedbackId, feedbackRevision, docRefs },
      }),
      'text',
      'authorLabel',
      'reason',
    ),
    OfficialFeedbackOverdue: item(({ dueAt }) => ({ dueAt })),
    OfficialFeedbackRetracted: item(({ ideaId, feedbackId }) => ({ ideaId, feedbackId }), 'reason'),
    IdeaAssigned: item(({ ideaId, departmentId }) => ({ ideaId, departmentId })),
    IdeaPrescreened: item(),
    IdeaClassified: item(),
    LocationSuggested: item(),
    LocationConfirmed: item(),
    AssessmentPublished: item(),
    IdeaPutOnAgenda: item(),
    HearingScheduled: item(),
    ImplementationProgressReported: item(),
    IdeaReviewed: item(),
    AllocationOverridden: item(),
    IdeaCostSet: item(),
    IdeaCostCorrectionProposed: item(),
    IdeaCostCorrected: item(),
    IdeaAdmittedToBallot: item(),
    IdeaDisqualifiedFromBallot: item(),
    IdeaWithdrawn: item(({ ideaId }) => ({ ideaId }), 'reason'),
    DuplicateSuggested: item(),
    DuplicateDismissed: item(),
    IdeasMerged: item(({ ideaId, merged, reason }) => ({
      ideaId,
      sourceIdeaIds: merged.map((m) => m.ideaId),
      votePolicy: merged[0]!.votePolicy,
      reason,
    })),
    IdeaMergedInto: item(({ ideaId, targetIdeaId, votePolicy, reason }) => ({
      ideaId,
      targetIdeaId,
      votePolicy,
      reason,
    })),
    IdeaUnmerged: item(),
    ThresholdReached: item(),
    IdeaHidden: item(({ ideaId, reasonCode, publicNote }) => ({ ideaId, reasonCode, publicNote })),
    IdeaRestored: item(({ ideaId, reasonCode, publicNote }) => ({
      ideaId,
      reasonCode,
      publicNote,
    })),
    OfflineVotesCorrected: each(
      ({ data, position }) => corrected(data).map((ideaId) => ({ ideaId, position })),
      (_row, e, { ideaId }) => {
        const { phaseId, batchId, place, offlineRevision, reason, replaces } = e.data;
        const votes = {
          previousVotes: votesFor(ideaId, replaces),
          votes: votesFor(ideaId, e.data),
        };
        const said = { phaseId, batchId, place, offlineRevision, reason, ...votes };
        return { ideaId, ...timelineItem(e, said) };
      },
    ),
    AllocationComputed: each(
      ({ data: { envelopes }, position }) =>
        envelopes
          .flatMap((e) => [...e.selected, ...e.notSelected])
          .map(({ ideaId }) => ({ ideaId, position })),
      (_row, e, { ideaId }) => ({
        ideaId,
        ...timelineItem(e, { phaseId: e.data.phaseId, ...outcome(e.data.envelopes, ideaId) }),
      }),
    ),
    DecisionPublished: each(
      ({ data: { concernsIdeaIds }, position }) =>
        [...new Set(concernsIdeaIds)].map((ideaId) => ({ ideaId, position })),
      (_row, e, { ideaId }) => {
        const { concernsIdeaIds: _ids, ...data } = e.data;
        return { ideaId, ...timelineItem(e, data) };
      },
    ),
  },
};
