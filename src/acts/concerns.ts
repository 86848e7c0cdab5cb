import { consultationStream, type Consultation } from '../domain/consultation/state.js';
import type { Id } from '../domain/fact.js';
import { ideaStream, type Idea } from '../domain/idea/state.js';
import { organisationStream, type Organisation } from '../domain/organisation/state.js';
import { around } from '../domain/organisation/within.js';
import type { Concern } from '../domain/roles/state.js';
import type { Wish } from './act.js';
import { stateOf, type Sources } from './addition.js';

/** What a wish concerns, and in which organisation. */
export interface Concerned {
  organisationId: Id;
  concerns: Concern[];
}

interface Named {
  organisationId?: Id | null;
  consultationId?: Id | null;
  departmentId?: Id | null;
  areaId?: Id | null;
  ideaId?: Id | null;
  otherIdeaId?: Id;
  sourceIdeaIds?: Id[];
  ideaIds?: Id[];
}

/** What a wish concerns; undefined where that is nothing known, or in several consultations. With `fresh` as the log has it now. */
export const concernsOf = async (
  wish: Wish,
  from: Sources,
  fresh: boolean,
): Promise<Concerned | undefined> => {
  const named = wish as Named;
  const ideas = await ideasOf(named, from, fresh);
  const consultationIds = new Set(
    [named.consultationId, ...ideas.map(({ submitted }) => submitted?.consultationId)].filter(
      (id) => id != null,
    ),
  );
  if (consultationIds.size > 1) return undefined;
  const consultationId = [...consultationIds][0] ?? null;
  const created = consultationId && (await consultationOf(consultationId, from, fresh));
  const organisationId = (created || named).organisationId;
  if (!organisationId) return undefined;
  const areas = await areasOf(organisationId, from, fresh);
  const inCharge = created ? created.departmentId : named.departmentId;
  const about = (departmentId: Id | null | undefined, areaId: Id | null): Concern => ({
    consultationId,
    departmentIds: [departmentId, inCharge].filter((id) => id != null),
    areaIds: areas(areaId),
  });
  if (!ideas.length) return { organisationId, concerns: [about(null, null)] };
  const concerns = ideas.map(({ submitted, assignment, about: { areaId } }) =>
    about(assignment?.departmentId, submitted ? areaId : (named.areaId ?? null)),
  );
  return { organisationId, concerns };
};

const ideasOf = (
  { ideaId, otherIdeaId, sourceIdeaIds = [], ideaIds = [] }: Named,
  from: Sources,
  fresh: boolean,
): Promise<Idea[]> =>
  Promise.all(
    [ideaId, otherIdeaId, ...sourceIdeaIds, ...ideaIds]
      .filter((id) => id != null)
      .map((id) => stateOf<Idea>(from, ideaStream(id), fresh)),
  );

const consultationOf = async (
  consultationId: Id,
  from: Sources,
  fresh: boolean,
): Promise<Consultation['created']> =>
  (await stateOf<Consultation>(from, consultationStream(consultationId), fresh)).created;

/** Gives an area and those around it. */
const areasOf = async (organisationId: Id, from: Sources, fresh: boolean) => {
  const state = await stateOf<Organisation>(from, organisationStream(organisationId), fresh);
  return (areaId: Id | null): Id[] => around(state, areaId);
};
