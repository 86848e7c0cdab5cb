import { because, grant, reasons, refuse, unless, type Rule } from '../fact.js';
import {
  areaTrouble,
  departmentTrouble,
  bodyTrouble,
  topicTrouble,
  unregistered,
  justification,
  reserveTrouble,
} from '../organisation/state.js';
import { ideaStream, type Idea } from '../idea/state.js';
import { same } from '../plain.js';
import { dateTrouble, required, textLimits, tooLong } from '../text.js';
import type {
  ArchiveConsultation,
  CreateConsultation,
  PublishConsultation,
  PublishDecision,
  PublishRules,
  UnpublishConsultation,
} from './commands.js';
import { documentRules } from './decide-documents.js';
import { phaseChangeRules } from './decide-phase-changes.js';
import { phaseRules } from './decide-phases.js';
import { promiseTrouble } from './promise.js';
import type { ConsultationFact, ConsultationRules } from './events.js';
import { inOrganisation, live, liveIn, liveTrouble, type InOrganisation } from './live.js';

export const consultationRules = {
  ...phaseRules,
  ...phaseChangeRules,
  ...documentRules,

  /** Creates a consultation in an organisation, with its purpose, audience, areas and topics. */
  CreateConsultation: {
    writes: 'consultation',
    streams: inOrganisation,
    decide({ type: _type, departmentId, ...c }, { consultation, organisation: o }) {
      const { consultationId, organisationId } = c;
      if (!o.registered) return refuse(unregistered(organisationId, ['organisationId']));
      const refused = reasons(
        consultation.created &&
          because('ALREADY_EXISTS', `Consultation ${consultationId} exists.`, {
            id: consultationId,
          }),
        required(c.title, ['title'], textLimits.title),
        tooLong(c.purpose, ['purpose'], textLimits.body),
        ...c.areaIds.map((id, i) => areaTrouble(o, id, ['areaIds', String(i)])),
        ...c.topicIds.map((id, i) => topicTrouble(o, id, ['topicIds', String(i)])),
        departmentId != null && departmentTrouble(o, departmentId, ['departmentId']),
      );
      const timeZone = c.timeZone ?? o.registered.timeZone;
      const currency = c.currency ?? o.registered.currency;
      return unless(refused, () => ({
        type: 'ConsultationCreated',
        data: { ...c, ...(departmentId != null && { departmentId }), timeZone, currency },
      }));
    },
  } as Rule<CreateConsultation, InOrganisation, ConsultationFact>,

  /** Publishes the next version of the rules of the game. */
  PublishRules: liveIn<PublishRules>((c, { consultation: state, organisation }, { at }) => {
    const { text, bindingness, commitment, threshold, feedbackPromise, criteria } = c;
    const rules: ConsultationRules = {
      ...{ text, bindingness, commitment, threshold, feedbackPromise, criteria },
      tallyVisibility: c.tallyVisibility,
    };
    const version = state.rules?.rulesVersion ?? 0;
    if (same({ ...rules, rulesVersion: version }, state.rules)) return grant();
    const refused = reasons(
      required(rules.text, ['text'], textLimits.body),
      required(rules.commitment, ['commitment'], textLimits.body),
      rules.threshold &&
        !(rules.threshold.votes >= 1) &&
        because('INVALID_THRESHOLD', 'A threshold is one vote or more.', {}, [
          'threshold',
          'votes',
        ]),
      rules.threshold?.routesToBodyId != null &&
        bodyTrouble(organisation, rules.threshold.routesToBodyId, ['threshold', 'routesToBodyId']),
      rules.feedbackPromise && promiseTrouble(rules.feedbackPromise),
      reserveTrouble(c, organisation, at),
    );
    return unless(refused, () => ({
      type: 'RulesPublished',
      data: { ...rules, rulesVersion: version + 1, ...justification(c) },
    }));
  }),

  /** Makes a consultation public, once it says what it is for and by what rules. */
  PublishConsultation: liveIn<PublishConsultation>(
    (c, { consultation: state, organisation }, { at }) => {
      if (state.published) return grant();
      const refused = reasons(
        required(state.created!.purpose, ['purpose'], textLimits.body) &&
          because('PURPOSE_REQUIRED', 'A consultation says what it is for before it is published.'),
        !state.rules &&
          because(
            'RULES_REQUIRED',
            'The rules of the game are published before the consultation is.',
          ),
        reserveTrouble(c, organisation, at),
      );
      return unless(refused, () => ({
        type: 'ConsultationPublished',
        data: { at, ...justification(c) },
      }));
    },
  ),

  /** Makes a consultation a draft again, as long as nobody has brought anything in. */
  UnpublishConsultation: live<UnpublishConsultation>((c, state) => {
    if (!state.published) return grant();
    const open = Object.values(state.phases).find((p) => p.status === 'open');
    const refused = reasons(
      c.contributions > 0 &&
        because('HAS_CONTRIBUTIONS', 'What people have brought in stays public.', {
          contributions: c.contributions,
        }),
      open &&
        because('PHASE_STILL_OPEN', `${open.title} is not closed.`, {
          phaseId: open.phaseId,
          closesAt: open.closesAt,
        }),
      required(c.reason, ['reason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'ConsultationUnpublished',
      data: { reason: c.reason.trim() },
    }));
  }),

  /** Publishes what a body decided, whether it follows the tally, and if not, why. */
  PublishDecision: {
    writes: 'consultation',
    streams: (c) => ({
      ...inOrganisation(c),
      ...Object.fromEntries(c.concernsIdeaIds.map((id) => [`idea ${id}`, ideaStream(id)])),
    }),
    decide(
      {
        type: _type,
        consultationId,
        organisationId: _organisationId,
        reserveJustification,
        ...decision
      },
      { consultation, organisation, ...ideas },
      { at },
    ) {
      const gone = liveTrouble(consultation, consultationId);
      if (gone) return gone;
      const { decisionId, followsTally } = decision;
      const reason = decision.reason?.trim() || null;
      const refused = reasons(
        consultation.decisionIds.includes(decisionId) &&
          because('ALREADY_EXISTS', `Decision ${decisionId} exists.`, { id: decisionId }),
        bodyTrouble(organisation, decision.bodyId, ['bodyId']),
        required(decision.outcome, ['outcome'], textLimits.body),
        dateTrouble(decision.sessionDate, ['sessionDate']),
        followsTally !== 'yes' &&
          !reason &&
          because(
            'REASON_REQUIRED',
            'A decision that does not follow the tally says why.',
            { followsTally },
            ['reason'],
          ),
        tooLong(reason, ['reason'], textLimits.body),
        reserveTrouble({ reserveJustification }, organisation, at),
        ...decision.concernsIdeaIds.map((ideaId, i) =>
          ideas[`idea ${ideaId}`]!.submitted?.consultationId === consultationId
            ? undefined
            : because('IDEA_UNKNOWN', `No idea ${ideaId}.`, { ideaId }, [
                'concernsIdeaIds',
                String(i),
              ]),
        ),
      );
      return unless(refused, () => ({
        type: 'DecisionPublished',
        data: { ...decision, reason, ...justification({ reserveJustification }) },
      }));
    },
  } as Rule<PublishDecision, InOrganisation & Record<`idea ${string}`, Idea>, ConsultationFact>,

  /** Ends a consultation: it has led to a decision, or says why it did not. */
  ArchiveConsultation: live<ArchiveConsultation>((c, state, { at }) => {
    const open = Object.values(state.phases).find((p) => p.status === 'open');
    const noFollowUpReason = c.noFollowUpReason?.trim() || null;
    const refused = reasons(
      open &&
        because('PHASE_STILL_OPEN', `${open.title} is still open.`, {
          phaseId: open.phaseId,
          closesAt: open.closesAt,
        }),
      required(c.outcomeSummary, ['outcomeSummary'], textLimits.body),
      !state.decisionIds.length &&
        !noFollowUpReason &&
        because(
          'DECISION_REQUIRED',
          'A consultation ends in a decision, or in an explicit reason why there is none.',
          {},
          ['noFollowUpReason'],
        ),
      tooLong(noFollowUpReason, ['noFollowUpReason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'ConsultationArchived',
      data: { at, outcomeSummary: c.outcomeSummary, noFollowUpReason },
    }));
  }),
};
