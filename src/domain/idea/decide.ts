import { liveTrouble } from '../consultation/decide.js';
import { closedTrouble, isRefusal, phaseOf } from '../consultation/phases.js';
import { consultationStream, type Consultation } from '../consultation/state.js';
import {
  because,
  grant,
  reasons,
  refuse,
  type Circumstances,
  type Decision,
  type Id,
  type Minor,
  type Refusal,
  type Rule,
} from '../fact.js';
import {
  areaTrouble,
  organisationStream,
  type Organisation,
  type StatusCategory,
  type StatusDefinition,
} from '../organisation.js';
import { required, textLimits, tooLong } from '../text.js';
import type { Attachment, IdeaFact, IdeaOrigin, IdeaText } from './events.js';
import { ideaStream, type Idea } from './state.js';

interface Wish<T extends string> {
  type: T;
  organisationId: Id;
  consultationId: Id;
  ideaId: Id;
}

export type SubmitIdea = Wish<'SubmitIdea'> & {
  phaseId?: Id | null;
  /** The author's pseudonym; null when the city itself brings the idea. */
  authorRef: string | null;
  origin: IdeaOrigin;
  externalId?: string | null;
  text: IdeaText;
  topicIds: Id[];
  areaId?: Id | null;
  location?: { latitude: number; longitude: number } | null;
  proposedCost?: Minor | null;
  attachments?: Attachment[];
};
export type ReviseIdea = Wish<'ReviseIdea'> & {
  text: IdeaText;
  /** The author's pseudonym when the author revises; null when an agent does. */
  authorRef: string | null;
  kind: 'editorial' | 'material';
  reason?: string | null;
};
export type ChangeIdeaStatus = Wish<'ChangeIdeaStatus'> & {
  to: Id;
  publicReason?: string | null;
  nextSteps: string;
  feedbackId?: Id | null;
  notify: boolean;
};
export type GiveOfficialFeedback = Wish<'GiveOfficialFeedback'> & {
  feedbackId: Id;
  text: string;
  authorLabel: string;
  docRefs?: string[];
};
export type SetCost = Wish<'SetCost'> & {
  amount: Minor;
  currency: string;
  explanation?: string | null;
};
export type AdmitToBallot = Wish<'AdmitToBallot'> & {
  phaseId: Id;
  envelopeAreaId?: Id | null;
  reason?: string | null;
};
export type IdeaCommand =
  SubmitIdea | ReviseIdea | ChangeIdeaStatus | GiveOfficialFeedback | SetCost | AdmitToBallot;

type World = { idea: Idea; consultation: Consultation; organisation: Organisation };
const world = (c: { ideaId: Id; consultationId: Id; organisationId: Id }) => ({
  idea: ideaStream(c.ideaId),
  consultation: consultationStream(c.consultationId),
  organisation: organisationStream(c.organisationId),
});

/** Decides on an idea that exists in a live consultation. */
const onIdea = <C extends Wish<string>>(
  decide: (c: C, world: World, act: Circumstances) => Decision<IdeaFact>,
): Rule<C, World, IdeaFact> => ({
  writes: 'idea',
  streams: world,
  decide: (c, w, act) => {
    if (w.idea.submitted?.consultationId !== c.consultationId)
      return refuse(
        because('IDEA_UNKNOWN', `No idea ${c.ideaId}.`, { ideaId: c.ideaId }, ['ideaId']),
      );
    return liveTrouble(w.consultation, c.consultationId) ?? decide(c, w, act);
  },
});

const unlessRefused = (refused: Refusal[], ...facts: IdeaFact[]): Decision<IdeaFact> =>
  refused.length ? refuse(...refused) : grant(...facts);

const textTroubles = ({ title, body }: IdeaText): (Refusal | undefined)[] => [
  required(title, ['text', 'title'], textLimits.title),
  tooLong(body, ['text', 'body'], textLimits.body),
];

/** Which categories of status may follow which. */
export const transitions: Record<StatusCategory, StatusCategory[]> = {
  open: ['open', 'in_review', 'accepted', 'rejected', 'closed'],
  in_review: ['open', 'in_review', 'accepted', 'rejected', 'closed'],
  accepted: ['in_review', 'accepted', 'rejected', 'implemented', 'closed'],
  rejected: ['in_review', 'rejected'],
  implemented: ['implemented', 'closed'],
  closed: ['in_review', 'closed'],
};

/** The status every idea begins with: the first of category `open`. */
const firstStatus = (o: Organisation): StatusDefinition | undefined =>
  Object.values(o.statuses)
    .filter((s) => s.category === 'open')
    .sort((a, b) => a.ordering - b.ordering)[0];

/** Phases with a vote that has begun and on whose ballot the idea stands. */
const votesOn = (idea: Idea, consultation: Consultation): Id[] =>
  Object.keys(idea.ballots).filter(
    (id) => (consultation.phases[id]?.status ?? 'planned') !== 'planned',
  );

const phaseTroubles = (c: SubmitIdea, consultation: Consultation, at: string): Refusal[] => {
  if (c.authorRef === null) return [];
  if (!c.phaseId)
    return [because('PHASE_UNKNOWN', 'Say in which phase the idea is submitted.', {}, ['phaseId'])];
  const phase = phaseOf(consultation, c.phaseId);
  if (isRefusal(phase)) return [phase];
  return reasons(
    phase.method !== 'ideation' &&
      because('NOT_AN_IDEATION', `${phase.title} does not take ideas.`, { method: phase.method }, [
        'phaseId',
      ]),
    closedTrouble(phase, at),
  );
};

export const ideaRules = {
  /** Submits an idea: a citizen while an ideation phase is open, the city at any time before. */
  SubmitIdea: {
    writes: 'idea',
    streams: world,
    decide(c, { idea, consultation, organisation: o }, { at }) {
      const gone = liveTrouble(consultation, c.consultationId);
      if (gone) return gone;
      const status = firstStatus(o);
      const attachments = c.attachments ?? [];
      const refused = [
        ...reasons(
          idea.submitted && because('ALREADY_EXISTS', `Idea ${c.ideaId} exists.`, { id: c.ideaId }),
          !consultation.published &&
            because('NOT_PUBLISHED', 'This consultation is not published yet.'),
          !status &&
            because('STATUS_UNKNOWN', 'The organisation has no open status to begin with.'),
          ...textTroubles(c.text),
          c.areaId ? areaTrouble(o, c.areaId, ['areaId']) : undefined,
          ...c.topicIds.map((id, i) =>
            o.topics[id]
              ? undefined
              : because('TOPIC_UNKNOWN', `No topic ${id}.`, { topicId: id }, [
                  'topicIds',
                  String(i),
                ]),
          ),
          ...attachments.map((a, i) => required(a.altText, ['attachments', String(i), 'altText'])),
          c.proposedCost != null && (!Number.isSafeInteger(c.proposedCost) || c.proposedCost < 0)
            ? because(
                'INVALID_AMOUNT',
                'An amount is a whole number of minor units, zero or more.',
                {},
                ['proposedCost'],
              )
            : undefined,
        ),
        ...phaseTroubles(c, consultation, at),
      ];
      if (refused.length) return refuse(...refused);
      return grant({
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
          statusId: status!.statusId,
          rulesVersion: consultation.rules!.rulesVersion,
        },
        personal: {
          ...c.text,
          ...(attachments.length && { altTexts: attachments.map((a) => a.altText) }),
        },
      });
    },
  } as Rule<SubmitIdea, World, IdeaFact>,

  /** Changes the words of an idea: its author while its phase is open, an agent with a reason; its substance never once a vote on it has begun. */
  ReviseIdea: onIdea<ReviseIdea>((c, { idea, consultation }, { at, actor }) => {
    const byAuthor = c.authorRef !== null;
    const votes = votesOn(idea, consultation);
    const phase = idea.submitted!.phaseId
      ? consultation.phases[idea.submitted!.phaseId]
      : undefined;
    const refused = reasons(
      byAuthor &&
        c.authorRef !== idea.submitted!.authorRef &&
        because('NOT_THE_AUTHOR', 'Only its author or an agent revises an idea.'),
      byAuthor && phase && closedTrouble(phase, at),
      votes.length && (byAuthor || c.kind === 'material')
        ? because(
            'IDEA_HAS_VOTES',
            'The substance of an idea does not change once a vote on it has begun.',
            { phaseIds: votes },
          )
        : undefined,
      !byAuthor && !c.reason?.trim()
        ? because('REASON_REQUIRED', 'An agent says why an idea is revised.', {}, ['reason'])
        : undefined,
      tooLong(c.reason, ['reason'], textLimits.body),
      ...textTroubles(c.text),
    );
    return unlessRefused(refused, {
      type: 'IdeaRevised',
      data: {
        ideaId: c.ideaId,
        ideaVersion: idea.version + 1,
        editorRef: c.authorRef ?? actor.ref,
        kind: c.kind,
      },
      personal: { ...c.text, ...(c.reason && { reason: c.reason }) },
    });
  }),

  /** Moves an idea to another status and says in public why and what comes next; there is no silent way. */
  ChangeIdeaStatus: onIdea<ChangeIdeaStatus>((c, { idea, organisation: o }, { actor }) => {
    const from = o.statuses[idea.statusId!];
    const to = o.statuses[c.to];
    if (!to)
      return refuse(because('STATUS_UNKNOWN', `No status ${c.to}.`, { statusId: c.to }, ['to']));
    const publicReason = c.publicReason?.trim() || null;
    if (idea.statusId === c.to) return sameStatus(c, idea, publicReason, actor.ref);
    const allowed = from ? transitions[from.category] : [];
    const refused = reasons(
      from && !allowed.includes(to.category)
        ? because(
            'STATUS_TRANSITION',
            `${from.label} is not followed by ${to.label}.`,
            { from: from.statusId, to: c.to, allowed },
            ['to'],
          )
        : undefined,
      required(c.nextSteps, ['nextSteps'], textLimits.body) &&
        because('NEXT_STEPS_REQUIRED', 'Say what happens next.', {}, ['nextSteps']),
      (to.final || to.requiresReason) && !publicReason
        ? because('REASON_REQUIRED', `${to.label} needs a public reason.`, { statusId: c.to }, [
            'publicReason',
          ])
        : undefined,
      tooLong(publicReason, ['publicReason'], textLimits.body),
    );
    return unlessRefused(refused, {
      type: 'IdeaStatusChanged',
      data: {
        ideaId: c.ideaId,
        from: idea.statusId!,
        to: c.to,
        category: to.category,
        publicReason,
        nextSteps: c.nextSteps.trim(),
        feedbackId: c.feedbackId ?? null,
        notify: c.notify,
      },
    });
  }),

  /** Gives the administration's public answer to an idea. */
  GiveOfficialFeedback: onIdea<GiveOfficialFeedback>((c, { idea }, { actor }) => {
    const refused = reasons(
      idea.feedbackIds.includes(c.feedbackId) &&
        because('ALREADY_EXISTS', `Feedback ${c.feedbackId} exists.`, { id: c.feedbackId }),
      required(c.text, ['text'], textLimits.body),
      required(c.authorLabel, ['authorLabel']),
    );
    return unlessRefused(
      refused,
      feedback(c.ideaId, c.feedbackId, c.text, c.authorLabel, actor.ref, c.docRefs),
    );
  }),

  /** Sets what an idea would cost; frozen once a vote on it has begun. */
  SetCost: onIdea<SetCost>((c, { idea, consultation }) => {
    const phases = votesOn(idea, consultation);
    const { currency } = consultation.created!;
    if (idea.cost?.amount === c.amount && idea.cost.currency === c.currency) return grant();
    const refused = reasons(
      phases.length
        ? because('COST_FROZEN', 'A price does not change once a vote on it has begun.', {
            phaseIds: phases,
          })
        : undefined,
      !Number.isSafeInteger(c.amount) || c.amount < 0
        ? because(
            'INVALID_AMOUNT',
            'An amount is a whole number of minor units, zero or more.',
            { amount: String(c.amount) },
            ['amount'],
          )
        : undefined,
      c.currency !== currency &&
        because(
          'WRONG_CURRENCY',
          `Amounts are in ${currency}.`,
          { currency: c.currency, expected: currency },
          ['currency'],
        ),
      tooLong(c.explanation, ['explanation'], textLimits.body),
    );
    return unlessRefused(refused, {
      type: 'IdeaCostSet',
      data: {
        ideaId: c.ideaId,
        amount: c.amount,
        currency: c.currency,
        explanation: c.explanation?.trim() || null,
        costVersion: (idea.cost?.costVersion ?? 0) + 1,
      },
    });
  }),

  /** Puts an idea on the ballot of a phase, until the phase's prices are published. */
  AdmitToBallot: onIdea<AdmitToBallot>((c, { idea, consultation }) => {
    const envelopeAreaId = c.envelopeAreaId ?? null;
    const phase = phaseOf(consultation, c.phaseId);
    if (isRefusal(phase)) return refuse(phase);
    if (idea.ballots[c.phaseId]?.envelopeAreaId === envelopeAreaId) return grant();
    const refused = reasons(
      !phase.voting &&
        because('VOTING_NOT_CONFIGURED', 'Configure the vote before ideas are admitted to it.', {
          phaseId: c.phaseId,
        }),
      phase.options &&
        because('COSTS_PUBLISHED', 'The ballot of this phase is already published.', {
          phaseId: c.phaseId,
        }),
      phase.voting && !phase.voting.envelopes.some((e) => e.areaId === envelopeAreaId)
        ? because(
            'WRONG_ENVELOPE',
            'No envelope of this phase is for that area.',
            { areaId: envelopeAreaId },
            ['envelopeAreaId'],
          )
        : undefined,
    );
    return unlessRefused(refused, {
      type: 'IdeaAdmittedToBallot',
      data: {
        ideaId: c.ideaId,
        phaseId: c.phaseId,
        envelopeAreaId,
        reason: c.reason?.trim() || null,
      },
    });
  }),
};

/** The same status again is nothing new, unless a new reason is given: then it is feedback (E28b). */
const sameStatus = (
  c: ChangeIdeaStatus,
  idea: Idea,
  publicReason: string | null,
  agentRef: string,
): Decision<IdeaFact> =>
  publicReason &&
  publicReason !== idea.publicReason &&
  c.feedbackId &&
  !idea.feedbackIds.includes(c.feedbackId)
    ? grant(feedback(c.ideaId, c.feedbackId, publicReason, agentRef, agentRef))
    : grant();

const feedback = (
  ideaId: Id,
  feedbackId: Id,
  text: string,
  authorLabel: string,
  agentRef: string,
  docRefs: string[] = [],
): IdeaFact => ({
  type: 'OfficialFeedbackGiven',
  data: { ideaId, feedbackId, agentRef, docRefs },
  personal: { text, authorLabel },
});
