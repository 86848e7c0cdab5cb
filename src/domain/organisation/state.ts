import { because, type Fold, type Id, type Refusal } from '../fact.js';
import { held } from '../plain.js';
import type {
  AreaDefinition,
  BodyDefinition,
  OrganisationFact,
  StatusDefinition,
  TopicDefinition,
} from './events.js';

export interface Organisation {
  registered: { name: string; timeZone: string; currency: string } | null;
  areas: Record<Id, AreaDefinition & { retired: boolean }>;
  topics: Record<Id, TopicDefinition>;
  bodies: Record<Id, BodyDefinition>;
  statuses: Record<Id, StatusDefinition>;
}

/** Name of the stream of one organisation. */
export const organisationStream = (organisationId: Id): string => `organisation-${organisationId}`;

export const organisation: Fold<Organisation, OrganisationFact> = {
  initial: { registered: null, areas: {}, topics: {}, bodies: {}, statuses: {} },
  evolve: {
    OrganisationRegistered: (o, { name, timeZone, currency }) => ({
      ...o,
      registered: { name, timeZone, currency },
    }),
    AreaDefined: (o, area) => ({
      ...o,
      areas: { ...o.areas, [area.areaId]: { ...area, retired: false } },
    }),
    AreaRetired: (o, { areaId }) => ({
      ...o,
      areas: { ...o.areas, [areaId]: { ...o.areas[areaId]!, retired: true } },
    }),
    TopicDefined: (o, topic) => ({ ...o, topics: { ...o.topics, [topic.topicId]: topic } }),
    BodyDefined: (o, body) => ({ ...o, bodies: { ...o.bodies, [body.bodyId]: body } }),
    StatusDefined: (o, status) => ({
      ...o,
      statuses: { ...o.statuses, [status.statusId]: status },
    }),
  },
};

/** The refusal of any wish that concerns an organisation nobody has registered. */
export const unregistered = (organisationId: Id, path?: string[]): Refusal =>
  because('ORGANISATION_UNKNOWN', `No organisation ${organisationId}.`, { organisationId }, path);

/** The reason why an area cannot be used now, if there is one. */
export const areaTrouble = (o: Organisation, areaId: Id, path: string[]): Refusal | undefined => {
  const area = held(o.areas, areaId);
  if (!area)
    return because('AREA_UNKNOWN', `No area ${areaId} in this organisation.`, { areaId }, path);
  return area.retired
    ? because('AREA_RETIRED', `${area.name} is no longer in use.`, { areaId }, path)
    : undefined;
};

/** The reason why a topic cannot be used, if there is one. */
export const topicTrouble = (o: Organisation, topicId: Id, path: string[]): Refusal | undefined =>
  held(o.topics, topicId)
    ? undefined
    : because('TOPIC_UNKNOWN', `No topic ${topicId} in this organisation.`, { topicId }, path);

/** The reason why a body cannot be named, if there is one. */
export const bodyTrouble = (o: Organisation, bodyId: Id, path: string[]): Refusal | undefined =>
  held(o.bodies, bodyId)
    ? undefined
    : because('BODY_UNKNOWN', `No body ${bodyId} in this organisation.`, { bodyId }, path);
