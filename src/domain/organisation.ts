import {
  because,
  grant,
  reasons,
  refuse,
  type Circumstances,
  type Decision,
  type Fact,
  type Fold,
  type Id,
  type Rule,
} from './fact.js';
import { required } from './text.js';

export type OrganisationKind =
  'commune' | 'agglomeration' | 'department' | 'region' | 'state' | 'other';
export type StatusCategory =
  'open' | 'in_review' | 'accepted' | 'rejected' | 'implemented' | 'closed';

export interface StatusDefinition {
  statusId: Id;
  category: StatusCategory;
  label: string;
  /** Order among statuses of the same category, from 1. */
  ordering: number;
  requiresReason: boolean;
  final: boolean;
}

/** What an organisation has declared: itself, its areas, topics, bodies and statuses. */
export type OrganisationFact =
  | Fact<
      'OrganisationRegistered',
      {
        organisationId: Id;
        kind: OrganisationKind;
        parentOrganisationId: Id | null;
        name: string;
        defaultLocale: string;
        timeZone: string;
        currency: string;
      }
    >
  | Fact<
      'AreaDefined',
      {
        areaId: Id;
        parentAreaId: Id | null;
        name: string;
        population: number | null;
        externalCode: string | null;
      }
    >
  | Fact<'AreaRetired', { areaId: Id }>
  | Fact<'TopicDefined', { topicId: Id; parentId: Id | null; label: string }>
  | Fact<'BodyDefined', { bodyId: Id; parentId: Id | null; label: string }>
  | Fact<'StatusDefined', StatusDefinition>;

export interface RegisterOrganisation {
  type: 'RegisterOrganisation';
  organisationId: Id;
  kind: OrganisationKind;
  parentOrganisationId?: Id | null;
  name: string;
  /** BCP 47. */
  defaultLocale: string;
  /** IANA name. */
  timeZone: string;
  /** ISO 4217. */
  currency: string;
}
export interface DefineArea {
  type: 'DefineArea';
  organisationId: Id;
  areaId: Id;
  parentAreaId?: Id | null;
  name: string;
  population?: number | null;
  externalCode?: string | null;
}
export interface RetireArea {
  type: 'RetireArea';
  organisationId: Id;
  areaId: Id;
}
export interface DefineTopic {
  type: 'DefineTopic';
  organisationId: Id;
  topicId: Id;
  parentId?: Id | null;
  label: string;
}
export interface DefineBody {
  type: 'DefineBody';
  organisationId: Id;
  bodyId: Id;
  parentId?: Id | null;
  label: string;
}
export interface DefineStatus extends StatusDefinition {
  type: 'DefineStatus';
  organisationId: Id;
}
export type OrganisationCommand =
  RegisterOrganisation | DefineArea | RetireArea | DefineTopic | DefineBody | DefineStatus;

export interface Organisation {
  registered: { timeZone: string; currency: string } | null;
  areas: Record<Id, { name: string; parentAreaId: Id | null; retired: boolean }>;
  topics: Record<Id, { label: string }>;
  bodies: Record<Id, { label: string }>;
  statuses: Record<Id, StatusDefinition>;
}

/** Name of the stream of one organisation. */
export const organisationStream = (organisationId: Id): string => `organisation-${organisationId}`;

export const organisation: Fold<Organisation, OrganisationFact> = {
  initial: { registered: null, areas: {}, topics: {}, bodies: {}, statuses: {} },
  evolve: {
    OrganisationRegistered: (o, { timeZone, currency }) => ({
      ...o,
      registered: { timeZone, currency },
    }),
    AreaDefined: (o, { areaId, name, parentAreaId }) => ({
      ...o,
      areas: { ...o.areas, [areaId]: { name, parentAreaId, retired: false } },
    }),
    AreaRetired: (o, { areaId }) => ({
      ...o,
      areas: { ...o.areas, [areaId]: { ...o.areas[areaId]!, retired: true } },
    }),
    TopicDefined: (o, { topicId, label }) => ({
      ...o,
      topics: { ...o.topics, [topicId]: { label } },
    }),
    BodyDefined: (o, { bodyId, label }) => ({ ...o, bodies: { ...o.bodies, [bodyId]: { label } } }),
    StatusDefined: (o, status) => ({
      ...o,
      statuses: { ...o.statuses, [status.statusId]: status },
    }),
  },
};

const labels: Record<string, Record<StatusCategory, string>> = {
  fr: {
    open: 'Déposée',
    in_review: 'À l’étude',
    accepted: 'Retenue',
    rejected: 'Non retenue',
    implemented: 'Réalisée',
    closed: 'Close',
  },
  en: {
    open: 'Submitted',
    in_review: 'Under review',
    accepted: 'Accepted',
    rejected: 'Not accepted',
    implemented: 'Implemented',
    closed: 'Closed',
  },
};

/** One status per category, in the organisation's language; defined at registration so that every idea has a status. */
export const standardStatuses = (locale: string): StatusDefinition[] => {
  const words = labels[locale.slice(0, 2).toLowerCase()] ?? labels['en']!;
  return (Object.keys(words) as StatusCategory[]).map((category) => ({
    statusId: category,
    category,
    label: words[category],
    ordering: 1,
    requiresReason: category === 'rejected' || category === 'closed',
    final: category === 'rejected' || category === 'implemented' || category === 'closed',
  }));
};

/** The reason why an area cannot be used now, if there is one. */
export const areaTrouble = (o: Organisation, areaId: Id, path: string[]) => {
  const area = o.areas[areaId];
  if (!area)
    return because('AREA_UNKNOWN', `No area ${areaId} in this organisation.`, { areaId }, path);
  if (area.retired)
    return because('AREA_RETIRED', `${area.name} is no longer in use.`, { areaId }, path);
  return undefined;
};

type Own = { organisation: Organisation };
const own = (c: { organisationId: Id }) => ({ organisation: organisationStream(c.organisationId) });

/** Decides on a registered organisation only. */
const within = <C extends { organisationId: Id }>(
  decide: (c: C, o: Organisation, act: Circumstances) => Decision<OrganisationFact>,
): Rule<C, Own, OrganisationFact> => ({
  writes: 'organisation',
  streams: own,
  decide: (c, { organisation: o }, act) =>
    o.registered
      ? decide(c, o, act)
      : refuse(
          because('ORGANISATION_UNKNOWN', `No organisation ${c.organisationId}.`, {
            organisationId: c.organisationId,
          }),
        ),
});

const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

export const organisationRules = {
  /** Registers an organisation under an existing parent or none, with one status per category. */
  RegisterOrganisation: {
    writes: 'organisation',
    streams: (c) => ({
      organisation: organisationStream(c.organisationId),
      parent: organisationStream(c.parentOrganisationId ?? c.organisationId),
    }),
    decide(c, { organisation: o, parent }) {
      const refused = reasons(
        o.registered &&
          because('ALREADY_EXISTS', `Organisation ${c.organisationId} exists.`, {
            id: c.organisationId,
          }),
        c.parentOrganisationId === c.organisationId &&
          because('ORGANISATION_CYCLE', 'An organisation cannot be its own parent.', {}, [
            'parentOrganisationId',
          ]),
        c.parentOrganisationId && c.parentOrganisationId !== c.organisationId && !parent.registered
          ? because(
              'ORGANISATION_UNKNOWN',
              'The parent organisation is not registered.',
              { organisationId: c.parentOrganisationId },
              ['parentOrganisationId'],
            )
          : undefined,
        required(c.name, ['name']),
      );
      if (refused.length) return refuse(...refused);
      const { type: _type, ...data } = c;
      return grant<OrganisationFact>(
        {
          type: 'OrganisationRegistered',
          data: { ...data, parentOrganisationId: c.parentOrganisationId ?? null },
        },
        ...standardStatuses(c.defaultLocale).map((s) => ({
          type: 'StatusDefined' as const,
          data: s,
        })),
      );
    },
  } as Rule<
    RegisterOrganisation,
    { organisation: Organisation; parent: Organisation },
    OrganisationFact
  >,

  /** Adds an area to the organisation's tree. */
  DefineArea: within<DefineArea>((c, o) => {
    const known = o.areas[c.areaId];
    if (known && same([known.name, known.parentAreaId], [c.name, c.parentAreaId ?? null]))
      return grant();
    const refused = reasons(
      known && because('ALREADY_EXISTS', `Area ${c.areaId} exists.`, { id: c.areaId }),
      required(c.name, ['name']),
      c.parentAreaId ? areaTrouble(o, c.parentAreaId, ['parentAreaId']) : undefined,
    );
    if (refused.length) return refuse(...refused);
    return grant({
      type: 'AreaDefined',
      data: {
        areaId: c.areaId,
        parentAreaId: c.parentAreaId ?? null,
        name: c.name,
        population: c.population ?? null,
        externalCode: c.externalCode ?? null,
      },
    });
  }),

  /** Takes an area out of use; what was done in it stays. */
  RetireArea: within<RetireArea>((c, o) => {
    if (o.areas[c.areaId]?.retired) return grant();
    const trouble = areaTrouble(o, c.areaId, ['areaId']);
    return trouble ? refuse(trouble) : grant({ type: 'AreaRetired', data: { areaId: c.areaId } });
  }),

  /** Adds a topic that ideas can be about. */
  DefineTopic: within<DefineTopic>((c, o) => {
    if (o.topics[c.topicId]?.label === c.label) return grant();
    const refused = reasons(
      o.topics[c.topicId] &&
        because('ALREADY_EXISTS', `Topic ${c.topicId} exists.`, { id: c.topicId }),
      required(c.label, ['label']),
      c.parentId && !o.topics[c.parentId]
        ? because('TOPIC_UNKNOWN', `No topic ${c.parentId}.`, { topicId: c.parentId }, ['parentId'])
        : undefined,
    );
    if (refused.length) return refuse(...refused);
    return grant({
      type: 'TopicDefined',
      data: { topicId: c.topicId, parentId: c.parentId ?? null, label: c.label },
    });
  }),

  /** Adds a body that debates and decides, such as a council. */
  DefineBody: within<DefineBody>((c, o) => {
    if (o.bodies[c.bodyId]?.label === c.label) return grant();
    const refused = reasons(
      o.bodies[c.bodyId] && because('ALREADY_EXISTS', `Body ${c.bodyId} exists.`, { id: c.bodyId }),
      required(c.label, ['label']),
      c.parentId && !o.bodies[c.parentId]
        ? because('BODY_UNKNOWN', `No body ${c.parentId}.`, { bodyId: c.parentId }, ['parentId'])
        : undefined,
    );
    if (refused.length) return refuse(...refused);
    return grant({
      type: 'BodyDefined',
      data: { bodyId: c.bodyId, parentId: c.parentId ?? null, label: c.label },
    });
  }),

  /** Adds a status or changes its words; the category of a status never changes. */
  DefineStatus: within<DefineStatus>((c, o) => {
    const { type: _type, organisationId: _organisationId, ...status } = c;
    const known = o.statuses[c.statusId];
    if (known && same(known, status)) return grant();
    const refused = reasons(
      known && known.category !== c.category
        ? because(
            'STATUS_CATEGORY_FIXED',
            `Status ${c.statusId} stays in category ${known.category}.`,
            { category: known.category },
            ['category'],
          )
        : undefined,
      required(c.label, ['label']),
    );
    return refused.length ? refuse(...refused) : grant({ type: 'StatusDefined', data: status });
  }),
};
