import { because, grant, reasons, refuse, unless, type Refusal } from '../fact.js';
import {
  areaTrouble,
  bodyTrouble,
  departmentTrouble,
  topicTrouble,
} from '../organisation/state.js';
import { same } from '../plain.js';
import { dateTrouble, required, textLimits, tooLong } from '../text.js';
import type {
  AssignIdea,
  ClassifyIdea,
  ConfirmLocation,
  PrescreenIdea,
  PutOnAgenda,
  ReportProgress,
  ScheduleHearing,
  SuggestLocation,
} from './commands.js';
import { hundredTrouble } from './decide-assessments.js';
import type { Finding, Place } from './events.js';
import { onIdea, votesOn, type World } from './world.js';

const findingOf = ({ model, confidence }: ClassifyIdea | SuggestLocation): Finding => ({
  source: model?.trim() ? 'machine' : 'agent',
  model: model?.trim() || null,
  confidence: confidence ?? null,
});

const findingTroubles = (c: ClassifyIdea | SuggestLocation): (Refusal | undefined)[] => [
  hundredTrouble(c.confidence, ['confidence']),
  tooLong(c.model, ['model'], textLimits.title),
];

const placeTrouble = ({ latitude, longitude }: Place): Refusal | false =>
  !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) &&
  because('INVALID_LOCATION', 'That is no point on the map.', {}, ['location']);

/** A machine leaves an idea in its area once people vote on it there. */
const areaFixed = (c: ClassifyIdea, { idea, consultation }: World): Refusal | false => {
  const phaseIds = votesOn(idea, consultation);
  return (
    findingOf(c).source === 'machine' &&
    c.areaId !== idea.about.areaId &&
    phaseIds.length > 0 &&
    because('AREA_FIXED', 'A machine does not move an idea once a vote on it has begun.', {
      phaseIds,
    })
  );
};

/** Puts an idea before a body on a day. */
const session = <C extends PutOnAgenda | ScheduleHearing>(
  type: 'IdeaPutOnAgenda' | 'HearingScheduled',
  list: 'agenda' | 'hearing',
) =>
  onIdea<C>((c, { idea, organisation }) => {
    const { ideaId, bodyId, sessionDate } = c;
    if (idea.sessions[list].includes(`${bodyId} ${sessionDate}`)) return grant();
    const refused = reasons(
      bodyTrouble(organisation, bodyId, ['bodyId']),
      dateTrouble(sessionDate, ['sessionDate']),
    );
    return unless(refused, () => ({ type, data: { ideaId, bodyId, sessionDate } }));
  });

export const handlingRules = {
  /** Says whether an idea can be examined at all. */
  PrescreenIdea: onIdea<PrescreenIdea>((c, { idea }) => {
    const { ideaId, verdict } = c;
    const publicReason = c.publicReason?.trim() || null;
    if (idea.prescreened === `${verdict} ${publicReason ?? ''}`) return grant();
    const refused = reasons(
      verdict !== 'admissible' &&
        !publicReason &&
        because('REASON_REQUIRED', 'Say in public why.', {}, ['publicReason']),
      tooLong(publicReason, ['publicReason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'IdeaPrescreened',
      data: { ideaId, verdict, publicReason },
    }));
  }),

  /** Says what an idea is about and for which area. */
  ClassifyIdea: onIdea<ClassifyIdea>((c, w) => {
    const { ideaId, topicIds, areaId } = c;
    const { about } = w.idea;
    if (same([topicIds, areaId], [about.topicIds, about.areaId])) return grant();
    const refused = reasons(
      areaFixed(c, w),
      areaId !== null && areaTrouble(w.organisation, areaId, ['areaId']),
      ...topicIds.map((id, i) => topicTrouble(w.organisation, id, ['topicIds', String(i)])),
      ...findingTroubles(c),
    );
    return unless(refused, () => ({
      type: 'IdeaClassified',
      data: { ideaId, topicIds, areaId, ...findingOf(c) },
    }));
  }),

  /** Gives an idea to a department, and there to an agent or to nobody yet. */
  AssignIdea: onIdea<AssignIdea>((c, { idea, organisation }) => {
    const { ideaId, departmentId } = c;
    const agentRef = c.agentRef?.trim() || null;
    if (same({ departmentId, agentRef }, idea.assignment)) return grant();
    const refused = reasons(
      departmentTrouble(organisation, departmentId, ['departmentId']),
      tooLong(agentRef, ['agentRef'], textLimits.title),
    );
    return unless(refused, () => ({
      type: 'IdeaAssigned',
      data: { ideaId, departmentId, agentRef, previous: idea.assignment },
    }));
  }),

  /** Says where an idea may be about; a person confirms it. */
  SuggestLocation: onIdea<SuggestLocation>((c, { idea }) => {
    const { ideaId, location } = c;
    if (same(location, idea.about.location)) return grant();
    const refused = reasons(placeTrouble(location), ...findingTroubles(c));
    return unless(refused, () => ({
      type: 'LocationSuggested',
      data: { ideaId, location, ...findingOf(c) },
    }));
  }),

  /** Says where an idea is about. */
  ConfirmLocation: onIdea<ConfirmLocation>(({ ideaId, location }, { idea }) => {
    if (same(location, idea.about.location)) return grant();
    return unless(reasons(placeTrouble(location)), () => ({
      type: 'LocationConfirmed',
      data: { ideaId, location },
    }));
  }),

  /** Puts an idea on the agenda of a body's session. */
  PutOnAgenda: session<PutOnAgenda>('IdeaPutOnAgenda', 'agenda'),

  /** Lets the author of an idea be heard by a body. */
  ScheduleHearing: session<ScheduleHearing>('HearingScheduled', 'hearing'),

  /** Says how far the realisation of an accepted idea has come. */
  ReportProgress: onIdea<ReportProgress>((c, { idea, organisation }) => {
    const { ideaId, date, percent = null, docRefs = [] } = c;
    const { category } = organisation.statuses[idea.statusId!]!;
    if (category !== 'accepted' && category !== 'implemented')
      return refuse(
        because('NOT_ACCEPTED', 'Progress is told of ideas that were accepted.', { category }),
      );
    const refused = reasons(
      required(c.milestone, ['milestone']),
      dateTrouble(date, ['date']),
      hundredTrouble(percent, ['percent']),
    );
    return unless(refused, () => ({
      type: 'ImplementationProgressReported',
      data: { ideaId, milestone: c.milestone.trim(), date, percent, docRefs },
    }));
  }),
};
