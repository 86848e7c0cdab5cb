import { because, grant, reasons, refuse, type Id, type Refusal } from '../fact.js';
import { held } from '../plain.js';
import { required, textLimits } from '../text.js';
import type { AssessIdea, PublishAssessment } from './commands.js';
import type { Assessment, IdeaFact } from './events.js';
import { onIdea } from './world.js';

/** The reason why a number is not one from 0 to 100, where there is a number. */
export const hundredTrouble = (
  number: number | null | undefined,
  path: string[],
): Refusal | undefined =>
  number == null || (Number.isInteger(number) && number >= 0 && number <= 100)
    ? undefined
    : because('NOT_WITHIN_HUNDRED', 'A whole number from 0 to 100.', {}, path);

const assessmentOf = (c: AssessIdea): Assessment => {
  const { assessmentId, criterion, verdict, score } = c;
  return { assessmentId, criterion, verdict, score, explanation: c.explanation.trim() };
};

export const assessmentRules = {
  /** Records what an agent finds of an idea; it is a working paper until it is published. */
  AssessIdea: onIdea<AssessIdea>((c, { idea }, { actor }) => {
    const { ideaId, assessmentId } = c;
    const refused = reasons(
      held(idea.assessments, assessmentId) &&
        because('ALREADY_EXISTS', `Assessment ${assessmentId} exists.`, { id: assessmentId }),
      required(c.explanation, ['explanation'], textLimits.body),
      hundredTrouble(c.score, ['score']),
    );
    if (refused.length) return refuse(...refused);
    const assessment = assessmentOf(c);
    const assessed: IdeaFact = {
      type: 'IdeaAssessed',
      visibility: 'restricted',
      data: { ideaId, assessorRef: actor.ref, ...assessment },
    };
    const published: IdeaFact = {
      type: 'AssessmentPublished',
      data: { ideaId, assessments: [assessment] },
    };
    return grant<IdeaFact>(assessed, ...(c.published ? [published] : []));
  }),

  /** Publishes working papers as they are; from here on the public reads them. */
  PublishAssessment: onIdea<PublishAssessment>((c, { idea }) => {
    const { ideaId } = c;
    const unknown = c.assessmentIds.flatMap((id, i) =>
      held(idea.assessments, id)
        ? []
        : [
            because('ASSESSMENT_UNKNOWN', `No assessment ${id} of this idea.`, {}, [
              'assessmentIds',
              String(i),
            ]),
          ],
    );
    if (unknown.length) return refuse(...unknown);
    const isNew = (id: Id) => !idea.assessments[id]!.published;
    const assessments = [...new Set(c.assessmentIds)].filter(isNew).map((id): Assessment => {
      const { published: _published, ...assessment } = idea.assessments[id]!;
      return assessment;
    });
    return assessments.length
      ? grant({ type: 'AssessmentPublished', data: { ideaId, assessments } })
      : grant();
  }),
};
