import { because, type Fold, type Id, type Instant, type Refusal } from '../fact.js';
import { held } from '../plain.js';
import { textLimits, tooLong } from '../text.js';
import type {
  AreaDefinition,
  BodyDefinition,
  DepartmentDefinition,
  OrganisationFact,
  ReservePeriod,
  StatedPopulation,
  StatusDefinition,
  TopicDefinition,
} from './events.js';

export interface Organisation {
  registered: { name: string; timeZone: string; currency: string } | null;
  areas: Record<Id, AreaDefinition & { retired: boolean }>;
  /** Where the population of areas comes from, as far as that was stated. */
  populations: Record<Id, Pick<StatedPopulation, 'year' | 'source'>>;
  topics: Record<Id, TopicDefinition & { retired: boolean }>;
  departments: Record<Id, DepartmentDefinition & { retired: boolean }>;
  bodies: Record<Id, BodyDefinition & { retired: boolean }>;
  statuses: Record<Id, StatusDefinition>;
  reservePeriods: ReservePeriod[];
}

/** Name of the stream of one organisation. */
export const organisationStream = (organisationId: Id): string => `organisation-${organisationId}`;

type Parts<P> = Record<Id, P & { retired: boolean }>;

const withPart = <P>(parts: Parts<P>, id: Id, part: P): Parts<P> => ({
  ...parts,
  [id]: { ...part, retired: false },
});

const withoutPart = <P>(parts: Parts<P>, id: Id): Parts<P> => ({
  ...parts,
  [id]: { ...parts[id]!, retired: true },
});

export const organisation: Fold<Organisation, OrganisationFact> = {
  initial: {
    registered: null,
    ...{ areas: {}, populations: {}, topics: {}, departments: {}, bodies: {}, statuses: {} },
    reservePeriods: [],
  },
  evolve: {
    OrganisationRegistered: (o, { name, timeZone, currency }) => ({
      ...o,
      registered: { name, timeZone, currency },
    }),
    AreaDefined: (o, area) => ({ ...o, areas: withPart(o.areas, area.areaId, area) }),
    AreaRenamed: (o, { areaId, name }) => ({
      ...o,
      areas: { ...o.areas, [areaId]: { ...o.areas[areaId]!, name } },
    }),
    AreaPopulationStated: (o, { areaId, population, year, source }) => ({
      ...o,
      areas: { ...o.areas, [areaId]: { ...o.areas[areaId]!, population } },
      populations: { ...o.populations, [areaId]: { year, source } },
    }),
    AreaRetired: (o, { areaId }) => ({ ...o, areas: withoutPart(o.areas, areaId) }),
    TopicDefined: (o, topic) => ({ ...o, topics: withPart(o.topics, topic.topicId, topic) }),
    TopicRetired: (o, { topicId }) => ({ ...o, topics: withoutPart(o.topics, topicId) }),
    DepartmentDefined: (o, department) => ({
      ...o,
      departments: withPart(o.departments, department.departmentId, department),
    }),
    DepartmentRetired: (o, { departmentId }) => ({
      ...o,
      departments: withoutPart(o.departments, departmentId),
    }),
    BodyDefined: (o, body) => ({ ...o, bodies: withPart(o.bodies, body.bodyId, body) }),
    BodyRetired: (o, { bodyId }) => ({ ...o, bodies: withoutPart(o.bodies, bodyId) }),
    ReservePeriodDeclared: (o, period) => ({
      ...o,
      reservePeriods: [...o.reservePeriods, period],
    }),
    StatusDefined: (o, status) => ({
      ...o,
      statuses: { ...o.statuses, [status.statusId]: status },
    }),
  },
};

/** The refusal of any wish that concerns an organisation nobody has registered. */
export const unregistered = (organisationId: Id, path?: string[]): Refusal =>
  because('ORGANISATION_UNKNOWN', `No organisation ${organisationId}.`, { organisationId }, path);

/** One of two refusals where a part is unknown or out of use. */
const partTrouble = (
  part: { retired: boolean } | undefined,
  unknown: Refusal,
  retired: Refusal,
): Refusal | undefined => (part ? (part.retired ? retired : undefined) : unknown);

type Trouble = (o: Organisation, id: Id, path: string[]) => Refusal | undefined;

/** The reason why an area cannot be used now, if there is one. */
export const areaTrouble: Trouble = (o, areaId, path) =>
  partTrouble(
    held(o.areas, areaId),
    because('AREA_UNKNOWN', `No area ${areaId} in this organisation.`, { areaId }, path),
    because('AREA_RETIRED', `The area ${areaId} is out of use.`, { areaId }, path),
  );

/** The reason why a topic cannot be used now, if there is one. */
export const topicTrouble: Trouble = (o, topicId, path) =>
  partTrouble(
    held(o.topics, topicId),
    because('TOPIC_UNKNOWN', `No topic ${topicId} in this organisation.`, { topicId }, path),
    because('TOPIC_RETIRED', `The topic ${topicId} is out of use.`, { topicId }, path),
  );

/** The reason why a department cannot be given anything now, if there is one. */
export const departmentTrouble: Trouble = (o, departmentId, path) =>
  partTrouble(
    held(o.departments, departmentId),
    because(
      'DEPARTMENT_UNKNOWN',
      `No department ${departmentId} in this organisation.`,
      { departmentId },
      path,
    ),
    because(
      'DEPARTMENT_RETIRED',
      `The department ${departmentId} is out of use.`,
      { departmentId },
      path,
    ),
  );

/** The reason why a body cannot be named now, if there is one. */
export const bodyTrouble: Trouble = (o, bodyId, path) =>
  partTrouble(
    held(o.bodies, bodyId),
    because('BODY_UNKNOWN', `No body ${bodyId} in this organisation.`, { bodyId }, path),
    because('BODY_RETIRED', `The body ${bodyId} is out of use.`, { bodyId }, path),
  );

/** Why something was published although its organisation speaks with reserve. */
export interface Justified {
  reserveJustification?: string | null;
}

/** Why nothing can be published now without saying why it cannot wait, if that is so. */
export const reserveTrouble = (
  { reserveJustification }: Justified,
  { reservePeriods }: Organisation,
  at: Instant,
): Refusal | undefined => {
  const period = reservePeriods.find(({ from, to }) => from <= at && at < to);
  return period && !reserveJustification?.trim()
    ? because(
        'RESERVE_PERIOD',
        `${period.label}: say why this cannot wait until ${period.to}.`,
        { opensAt: period.from, closesAt: period.to },
        ['reserveJustification'],
      )
    : tooLong(reserveJustification, ['reserveJustification'], textLimits.body);
};

/** What a fact says of that; nothing where nothing was said. */
export const justification = ({
  reserveJustification,
}: Justified): { reserveJustification?: string } =>
  reserveJustification?.trim() ? { reserveJustification: reserveJustification.trim() } : {};
