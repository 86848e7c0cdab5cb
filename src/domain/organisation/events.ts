import type { Fact, Id, Instant } from '../fact.js';

export type OrganisationKind =
  'commune' | 'agglomeration' | 'department' | 'region' | 'state' | 'other';
export type StatusCategory =
  'open' | 'in_review' | 'accepted' | 'rejected' | 'implemented' | 'closed';

export interface AreaDefinition {
  areaId: Id;
  parentAreaId: Id | null;
  name: string;
  population: number | null;
  /** How a register names it, such as an INSEE code. */
  externalCode: string | null;
}

/** How many people live in an area, by whom and for when it was counted. */
export interface StatedPopulation {
  areaId: Id;
  population: number;
  /** For which it was counted. */
  year: number;
  /** Who counted, such as a census. */
  source: string;
}

export interface TopicDefinition {
  topicId: Id;
  parentId: Id | null;
  label: string;
}

export interface DepartmentDefinition {
  departmentId: Id;
  parentId: Id | null;
  label: string;
}

export interface BodyDefinition {
  bodyId: Id;
  parentId: Id | null;
  label: string;
}

export interface StatusDefinition {
  statusId: Id;
  category: StatusCategory;
  label: string;
  /** Order among statuses of the same category, from 1. */
  ordering: number;
  requiresReason: boolean;
  final: boolean;
}

/** A time in which an administration speaks with reserve, such as before an election: `[from, to)`. */
export interface ReservePeriod {
  from: Instant;
  to: Instant;
  label: string;
}

/** What an organisation has declared: itself, its parts, its statuses, and its times of reserve. */
export type OrganisationFact =
  | Fact<
      'OrganisationRegistered',
      {
        organisationId: Id;
        kind: OrganisationKind;
        parentOrganisationId: Id | null;
        name: string;
        /** BCP 47. */
        defaultLocale: string;
        /** IANA name. */
        timeZone: string;
        /** ISO 4217. */
        currency: string;
      }
    >
  | Fact<'AreaDefined', AreaDefinition>
  | Fact<'AreaRetired', { areaId: Id }>
  | Fact<'AreaRenamed', { areaId: Id; name: string; previousName: string }>
  | Fact<'AreaPopulationStated', StatedPopulation & { previousPopulation: number | null }>
  | Fact<'TopicDefined', TopicDefinition>
  | Fact<'TopicRetired', { topicId: Id }>
  | Fact<'DepartmentDefined', DepartmentDefinition>
  | Fact<'DepartmentRetired', { departmentId: Id }>
  | Fact<'BodyDefined', BodyDefinition>
  | Fact<'BodyRetired', { bodyId: Id }>
  | Fact<'ReservePeriodDeclared', ReservePeriod>
  | Fact<'StatusDefined', StatusDefinition>;
