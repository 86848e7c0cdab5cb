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
    retired: boolean;
  }[];
  topics: { topicId: string; parentId: string | null; label: string }[];
  bodies: { bodyId: string; parentId: string | null; label: string }[];
  statuses: {
    statusId: string;
    category: string;
    label: string;
    ordering: number;
    requiresReason: boolean;
    final: boolean;
  }[];
}

const key = (e: { organisationId: string | null }) => ({ organisationId: e.organisationId! });

/** What has this organisation declared: itself, its areas, topics, bodies and statuses? */
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
    bodies: 'json',
    statuses: 'json',
  },
  on: {
    OrganisationRegistered: one(key, (_row, { data }) => ({
      ...data,
      areas: [],
      topics: [],
      bodies: [],
      statuses: [],
    })),
    AreaDefined: one(
      key,
      change(({ areas }, { data: { areaId, parentAreaId, name, population } }) => ({
        areas: [...areas, { areaId, parentAreaId, name, population, retired: false }],
      })),
    ),
    AreaRetired: one(
      key,
      change(({ areas }, { data }) => ({
        areas: areas.map((a) => (a.areaId === data.areaId ? { ...a, retired: true } : a)),
      })),
    ),
    TopicDefined: one(
      key,
      change(({ topics }, { data }) => ({ topics: [...topics, data] })),
    ),
    BodyDefined: one(
      key,
      change(({ bodies }, { data }) => ({ bodies: [...bodies, data] })),
    ),
    StatusDefined: one(
      key,
      change(({ statuses }, { data }) => ({
        statuses: [...statuses.filter((s) => s.statusId !== data.statusId), data],
      })),
    ),
  },
};
