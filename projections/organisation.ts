import { change, one, type Projection } from './projection.js';

export interface OrganisationRow {
  organisationId: string;
  parentOrganisationId: string | null;
  kind: string;
  name: string;
  defaultLocale: string;
  timeZone: string;
  currency: string;
  areas: {
    areaId: string;
    parentAreaId: string | null;
    name: string;
    population: number | null;
    /** For which year it was counted, and by whom; null as long as nobody has said so. */
    populationYear: number | null;
    populationSource: string | null;
    retired: boolean;
  }[];
  topics: { topicId: string; parentId: string | null; label: string; retired: boolean }[];
  departments: { departmentId: string; parentId: string | null; label: string; retired: boolean }[];
  bodies: { bodyId: string; parentId: string | null; label: string; retired: boolean }[];
  statuses: {
    statusId: string;
    category: string;
    label: string;
    ordering: number;
    requiresReason: boolean;
    final: boolean;
  }[];
  reservePeriods: { from: string; to: string; label: string }[];
}

const key = (e: { organisationId: string | null }) => ({ organisationId: e.organisationId! });

const uncounted = { populationYear: null, populationSource: null };

const retired = <P extends { retired: boolean }>(parts: P[], key: keyof P, id: string): P[] =>
  parts.map((part) => (part[key] === id ? { ...part, retired: true } : part));

/** What has this organisation declared: itself, its parts, its statuses and its times of reserve? */
export const organisation: Projection<OrganisationRow> = {
  name: 'organisation',
  key: ['organisationId'],
  columns: {
    organisationId: 'text',
    parentOrganisationId: 'text?',
    kind: 'text',
    name: 'text',
    defaultLocale: 'text',
    timeZone: 'text',
    currency: 'text',
    areas: 'json',
    topics: 'json',
    departments: 'json',
    bodies: 'json',
    statuses: 'json',
    reservePeriods: 'json',
  },
  on: {
    OrganisationRegistered: one(key, (_row, { data }) => ({
      ...data,
      areas: [],
      topics: [],
      departments: [],
      bodies: [],
      statuses: [],
      reservePeriods: [],
    })),
    AreaDefined: one(
      key,
      change(({ areas }, { data: { areaId, parentAreaId, name, population } }) => ({
        areas: [...areas, { areaId, parentAreaId, name, population, ...uncounted, retired: false }],
      })),
    ),
    AreaRetired: one(
      key,
      change(({ areas }, { data }) => ({ areas: retired(areas, 'areaId', data.areaId) })),
    ),
    AreaRenamed: one(
      key,
      change(({ areas }, { data: { areaId, name } }) => ({
        areas: areas.map((area) => (area.areaId === areaId ? { ...area, name } : area)),
      })),
    ),
    AreaPopulationStated: one(
      key,
      change(({ areas }, { data: { areaId, population, year, source } }) => ({
        areas: areas.map((area) =>
          area.areaId === areaId
            ? { ...area, population, populationYear: year, populationSource: source }
            : area,
        ),
      })),
    ),
    TopicDefined: one(
      key,
      change(({ topics }, { data }) => ({ topics: [...topics, { ...data, retired: false }] })),
    ),
    TopicRetired: one(
      key,
      change(({ topics }, { data }) => ({ topics: retired(topics, 'topicId', data.topicId) })),
    ),
    DepartmentDefined: one(
      key,
      change(({ departments }, { data }) => ({
        departments: [...departments, { ...data, retired: false }],
      })),
    ),
    DepartmentRetired: one(
      key,
      change(({ departments }, { data }) => ({
        departments: retired(departments, 'departmentId', data.departmentId),
      })),
    ),
    BodyDefined: one(
      key,
      change(({ bodies }, { data }) => ({ bodies: [...bodies, { ...data, retired: false }] })),
    ),
    BodyRetired: one(
      key,
      change(({ bodies }, { data }) => ({ bodies: retired(bodies, 'bodyId', data.bodyId) })),
    ),
    ReservePeriodDeclared: one(
      key,
      change(({ reservePeriods }, { data }) => ({ reservePeriods: [...reservePeriods, data] })),
    ),
    StatusDefined: one(
      key,
      change(({ statuses }, { data }) => ({
        statuses: [...statuses.filter((s) => s.statusId !== data.statusId), data],
      })),
    ),
  },
};
