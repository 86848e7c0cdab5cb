import { liveTrouble } from '../consultation/live.js';
import { closedTrouble, isRefusal, phaseOf } from '../consultation/phases.js';
import type { Consultation } from '../consultation/state.js';
import { because, reasons, unless, type Instant, type Refusal, type Rule } from '../fact.js';
import type { StatusDefinition } from '../organisation/events.js';
import { areaTrouble, topicTrouble, type Organisation } from '../organisation/state.js';
import { required, textLimits, tooLong } from '../text.js';
import type { ReviseIdea, SubmitIdea } from './commands.js';
import { dueAfter } from '../consultation/promise.js';
import { assessmentRules } from './decide-assessments.js';
import { ballotAdmissionRules } from './decide-ballot.js';
import { costRules } from './decide-cost.js';
import { duplicateRules } from './decide-duplicates.js';
import { feedbackRules } from './decide-feedback.js';
import { handlingRules } from './decide-handling.js';
import { leavingRules } from './decide-leaving.js';
import { mergeRules } from './decide-merges.js';
import { overdueRules } from './decide-overdue.js';
import { thresholdRules } from './decide-threshold.js';
import { moderationRules } from './decide-moderation.js';
import { statusRules } from './decide-status.js';
import type { IdeaFact, IdeaText } from './events.js';
import {
  amountTrouble,
  mergedTrouble,
  onIdea,
  supportsOn,
  votesOn,
  world,
  type World,
} from './world.js';

const textTroubles = ({ title, body }: IdeaText): (Refusal | undefined)[] => [
  required(title, ['text', 'title'], textLimits.title),
  tooLong(body, ['text', 'body'], textLimits.body),
];

/** The status every idea begins with: the first of category `open`. */
const firstStatus = (o: Organisation): StatusDefinition | undefined =>
  Object.values(o.statuses)
    .filter((s) => s.category === 'open')
    .sort((a, b) => a.ordering - b.ordering)[0];

/** Why an idea cannot be submitted in the phase it names: a citizen must name one that is open. */
const phaseTroubles = (c: SubmitIdea, consultation: Consultation, at: Instant): Refusal[] => {
  const ofCity = c.authorRef === null;
  if (!c.phaseId)
    return ofCity
      ? []
      : [because('PHASE_UNKNOWN', 'Say in which phase the idea is submitted.', {}, ['phaseId'])];
  const phase = phaseOf(consultation, c.phaseId);
  if (isRefusal(phase)) return [phase];
  return reasons(
    phase.method !== 'ideation' &&
      because('NOT_AN_IDEATION', `${phase.title} does not take ideas.`, { method: phase.method }, [
        'phaseId',
      ]),
    !ofCity && closedTrouble(phase, at),
  );
};

const submitted = (
  c: SubmitIdea,
  statusId: string,
  { rules, created }: Consultation,
  at: Instant,
): IdeaFact => {
  const { rulesVersion, feedbackPromise } = rules!;
  const attachments = c.attachments ?? [];
  return {
    type: 'IdeaSubmitted',
    data: {
      ideaId: c.ideaId,
      consultationId: c.consultationId,
      phaseId: c.phaseId ?? null,
      authorRef: c.authorRef,
      origin: c.origin,
      externalId: c.externalId ?? null,
      topicIds: c.topicIds,
      areaId: c.areaId ?? null,
      location: c.location ?? null,
      proposedCost: c.proposedCost ?? null,
      attachments: attachments.map(({ ref, hash }) => ({ ref, hash })),
      statusId,
      rulesVersion,
      ...(feedbackPromise && {
        feedbackDueAt: dueAfter(at, feedbackPromise.every, created!.timeZone),
      }),
    },
    personal: {
      ...c.text,
      ...(attachments.length && { altTexts: attachments.map((a) => a.altText) }),
    },
  };
};

export const ideaRules = {
  ...statusRules,
  ...ballotAdmissionRules,
  ...costRules,
  ...leavingRules,
  ...moderationRules,
  ...assessmentRules,
  ...duplicateRules,
  ...feedbackRules,
  ...handlingRules,
  ...mergeRules,
  ...overdueRules,
  ...thresholdRules,

  /** Submits an idea: a citizen while an ideation phase is open, the city at any time. */
  SubmitIdea: {
    writes: 'idea',
    streams: world,
    decide(c, { idea, consultation, organisation: o }, { at }) {
      const gone = liveTrouble(consultation, c.consultationId);
      if (gone) return gone;
      const status = firstStatus(o);
      const refused = reasons(
        idea.submitted && because('ALREADY_EXISTS', `Idea ${c.ideaId} exists.`, { id: c.ideaId }),
        !consultation.published &&
          because('NOT_PUBLISHED', 'This consultation is not published yet.'),
        !status && because('STATUS_UNKNOWN', 'The organisation has no open status to begin with.'),
        ...textTroubles(c.text),
        c.areaId ? areaTrouble(o, c.areaId, ['areaId']) : undefined,
        ...c.topicIds.map((id, i) => topicTrouble(o, id, ['topicIds', String(i)])),
        ...(c.attachments ?? []).map((a, i) =>
          required(a.altText, ['attachments', String(i), 'altText']),
        ),
        amountTrouble(c.proposedCost ?? 0, ['proposedCost']),
        ...phaseTroubles(c, consultation, at),
      );
      return unless(refused, () => submitted(c, status!.statusId, consultation, at));
    },
  } as Rule<SubmitIdea, World, IdeaFact>,

  /** Changes the words of an idea: its author while its phase is open, an agent with a reason; its substance never once a vote on it has begun. */
  ReviseIdea: onIdea<ReviseIdea>((c, { idea, consultation }, { at, actor }) => {
    const byAuthor = c.authorRef !== null;
    const { authorRef, phaseId } = idea.submitted!;
    const phase = phaseId ? consultation.phases[phaseId] : undefined;
    const phaseIds = [...votesOn(idea, consultation), ...supportsOn(idea, consultation)];
    const reason = c.reason?.trim();
    const refused = reasons(
      byAuthor &&
        c.authorRef !== authorRef &&
        because('NOT_THE_AUTHOR', 'Only its author or an agent revises an idea.'),
      idea.withdrawn && because('IDEA_WITHDRAWN', 'Its author has withdrawn this idea.'),
      mergedTrouble(c.ideaId, idea),
      byAuthor && phase && closedTrouble(phase, at),
      phaseIds.length > 0 &&
        (byAuthor || c.kind === 'material') &&
        because(
          'IDEA_HAS_VOTES',
          'The substance of an idea does not change once a vote on it has begun.',
          { phaseIds },
        ),
      !byAuthor &&
        !reason &&
        because('REASON_REQUIRED', 'An agent says why an idea is revised.', {}, ['reason']),
      tooLong(reason, ['reason'], textLimits.body),
      ...textTroubles(c.text),
    );
    return unless(refused, () => ({
      type: 'IdeaRevised',
      data: {
        ideaId: c.ideaId,
        ideaVersion: idea.version + 1,
        editorRef: c.authorRef ?? actor.ref,
        kind: c.kind,
      },
      personal: { ...c.text, ...(reason && { reason }) },
    }));
  }),
};
