import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Instant,
  type Refusal,
  type Rule,
} from '../fact.js';
import { held, same } from '../plain.js';
import { required } from '../text.js';
import type {
  DeclareReservePeriod,
  DefineArea,
  DefineBody,
  DefineDepartment,
  DefineStatus,
  DefineTopic,
  RegisterOrganisation,
  RenameArea,
  RetireArea,
  RetireBody,
  RetireDepartment,
  RetireTopic,
  StatePopulation,
} from './commands.js';
import type { AreaDefinition, OrganisationFact } from './events.js';
import {
  areaTrouble,
  bodyTrouble,
  departmentTrouble,
  organisationStream,
  topicTrouble,
  unregistered,
  type Organisation,
} from './state.js';
import { standardStatuses } from './statuses.js';

type Own = { organisation: Organisation };

/** Decides on a registered organisation only. */
const within = <C extends { organisationId: string }>(
  decide: (c: C, o: Organisation, act: Circumstances) => Decision<OrganisationFact>,
): Rule<C, Own, OrganisationFact> => ({
  writes: 'organisation',
  streams: (c) => ({ organisation: organisationStream(c.organisationId) }),
  decide: (c, { organisation: o }, act) =>
    o.registered ? decide(c, o, act) : refuse(unregistered(c.organisationId)),
});

/** The reason why a thing cannot be defined: another one has its id. */
const taken = (known: object | undefined, what: string, id: string) =>
  known && because('ALREADY_EXISTS', `${what} ${id} exists.`, { id });

/** Adds a labelled part of an organisation, under a wider one of its kind or none. */
const defining = (
  what: string,
  parts: Record<string, object>,
  id: string,
  part: { parentId: string | null; label: string },
  trouble: typeof topicTrouble,
  o: Organisation,
  fact: () => OrganisationFact,
): Decision<OrganisationFact> => {
  const known = held(parts, id);
  if (known && same(known, { ...part, retired: false })) return grant();
  const refused = reasons(
    taken(known, what, id),
    required(part.label, ['label']),
    part.parentId ? trouble(o, part.parentId, ['parentId']) : undefined,
  );
  return unless(refused, fact);
};

/** Takes a part of an organisation out of use; one that is out of use stays so. */
const retiring = (
  parts: Record<string, { retired: boolean }>,
  id: string,
  trouble: Refusal | undefined,
  fact: () => OrganisationFact,
): Decision<OrganisationFact> =>
  held(parts, id)?.retired ? grant() : unless(reasons(trouble), fact);

/** The reasons why people were not counted so: in parts, fewer than none, or in a year to come. */
const populationTroubles = (
  { population, year }: Pick<StatePopulation, 'population' | 'year'>,
  at: Instant,
): Refusal[] => {
  const present = Number(at.slice(0, 4));
  const isYear = Number.isSafeInteger(year) && year >= 1 && year <= present;
  return reasons(
    !(Number.isSafeInteger(population) && population >= 0) &&
      because('INVALID_POPULATION', 'Whole people live in an area, or none.', {}, ['population']),
    !isYear &&
      because(
        'INVALID_YEAR',
        `People were counted in ${present} at the latest.`,
        { latest: present },
        ['year'],
      ),
  );
};

const parentTrouble = (c: RegisterOrganisation, parent: Organisation) => {
  const { organisationId, parentOrganisationId: parentId } = c;
  const path = ['parentOrganisationId'];
  if (!parentId) return undefined;
  if (parentId === organisationId)
    return because('ORGANISATION_CYCLE', 'An organisation cannot be its own parent.', {}, path);
  return parent.registered ? undefined : unregistered(parentId, path);
};

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
        taken(o.registered ?? undefined, 'Organisation', c.organisationId),
        parentTrouble(c, parent),
        required(c.name, ['name']),
      );
      if (refused.length) return refuse(...refused);
      const { type: _type, ...data } = c;
      const parentOrganisationId = c.parentOrganisationId ?? null;
      return grant<OrganisationFact>(
        { type: 'OrganisationRegistered', data: { ...data, parentOrganisationId } },
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
    const area: AreaDefinition = {
      areaId: c.areaId,
      parentAreaId: c.parentAreaId ?? null,
      name: c.name,
      population: c.population ?? null,
      externalCode: c.externalCode ?? null,
    };
    const known = held(o.areas, c.areaId);
    if (known && same(known, { ...area, retired: false })) return grant();
    const refused = reasons(
      taken(known, 'Area', c.areaId),
      required(c.name, ['name']),
      c.parentAreaId ? areaTrouble(o, c.parentAreaId, ['parentAreaId']) : undefined,
    );
    return unless(refused, () => ({ type: 'AreaDefined', data: area }));
  }),

  /** Takes an area out of use; what was done in it stays. */
  RetireArea: within<RetireArea>(({ areaId }, o) =>
    retiring(o.areas, areaId, areaTrouble(o, areaId, ['areaId']), () => ({
      type: 'AreaRetired',
      data: { areaId },
    })),
  ),

  /** Gives an area another name; it stays the same area, and what was said of it before stays as it was. */
  RenameArea: within<RenameArea>(({ areaId, name }, o) => {
    const previousName = held(o.areas, areaId)?.name ?? '';
    if (name === previousName) return grant();
    const refused = reasons(areaTrouble(o, areaId, ['areaId']), required(name, ['name']));
    return unless(refused, () => ({ type: 'AreaRenamed', data: { areaId, name, previousName } }));
  }),

  /** Says how many people live in an area, for which year and by whom it was counted. */
  StatePopulation: within<StatePopulation>(({ areaId, population, year, source }, o, { at }) => {
    const previousPopulation = held(o.areas, areaId)?.population ?? null;
    const known = { ...held(o.populations, areaId), population: previousPopulation };
    if (same(known, { population, year, source })) return grant();
    const refused = reasons(
      areaTrouble(o, areaId, ['areaId']),
      ...populationTroubles({ population, year }, at),
      required(source, ['source']),
    );
    return unless(refused, () => ({
      type: 'AreaPopulationStated',
      data: { areaId, population, year, source, previousPopulation },
    }));
  }),

  /** Adds a topic that ideas can be about. */
  DefineTopic: within<DefineTopic>((c, o) => {
    const topic = { topicId: c.topicId, parentId: c.parentId ?? null, label: c.label };
    return defining('Topic', o.topics, c.topicId, topic, topicTrouble, o, () => ({
      type: 'TopicDefined',
      data: topic,
    }));
  }),

  /** Takes a topic out of use; ideas that are about it stay so. */
  RetireTopic: within<RetireTopic>(({ topicId }, o) =>
    retiring(o.topics, topicId, topicTrouble(o, topicId, ['topicId']), () => ({
      type: 'TopicRetired',
      data: { topicId },
    })),
  ),

  /** Adds a department that ideas can be given to. */
  DefineDepartment: within<DefineDepartment>((c, o) => {
    const { departmentId, label } = c;
    const department = { departmentId, parentId: c.parentId ?? null, label };
    return defining(
      'Department',
      o.departments,
      departmentId,
      department,
      departmentTrouble,
      o,
      () => ({ type: 'DepartmentDefined', data: department }),
    );
  }),

  /** Takes a department out of use; ideas that it has stay with it until they are given to another one. */
  RetireDepartment: within<RetireDepartment>(({ departmentId }, o) =>
    retiring(
      o.departments,
      departmentId,
      departmentTrouble(o, departmentId, ['departmentId']),
      () => ({ type: 'DepartmentRetired', data: { departmentId } }),
    ),
  ),

  /** Adds a body that debates and decides, such as a council. */
  DefineBody: within<DefineBody>((c, o) => {
    const body = { bodyId: c.bodyId, parentId: c.parentId ?? null, label: c.label };
    return defining('Body', o.bodies, c.bodyId, body, bodyTrouble, o, () => ({
      type: 'BodyDefined',
      data: body,
    }));
  }),

  /** Takes a body out of use; what it decided stays. */
  RetireBody: within<RetireBody>(({ bodyId }, o) =>
    retiring(o.bodies, bodyId, bodyTrouble(o, bodyId, ['bodyId']), () => ({
      type: 'BodyRetired',
      data: { bodyId },
    })),
  ),

  /** Declares a time of reserve: what is published in it says why it could not wait. */
  DeclareReservePeriod: within<DeclareReservePeriod>((c, o) => {
    const period = { from: c.from, to: c.to, label: c.label?.trim() };
    if (o.reservePeriods.some((known) => same(known, period))) return grant();
    const refused = reasons(
      !(c.from < c.to) &&
        because(
          'INVALID_PERIOD',
          'A time of reserve ends after it begins.',
          { opensAt: c.from, closesAt: c.to },
          ['to'],
        ),
      required(c.label, ['label']),
    );
    return unless(refused, () => ({ type: 'ReservePeriodDeclared', data: period }));
  }),

  /** Adds a status or changes its words; the category of a status never changes. */
  DefineStatus: within<DefineStatus>((c, o) => {
    const { type: _type, organisationId: _organisationId, ...status } = c;
    const known = held(o.statuses, c.statusId);
    if (known && same(known, status)) return grant();
    const refused = reasons(
      known &&
        known.category !== c.category &&
        because(
          'STATUS_CATEGORY_FIXED',
          `Status ${c.statusId} stays in category ${known.category}.`,
          { category: known.category },
          ['category'],
        ),
      required(c.label, ['label']),
    );
    return unless(refused, () => ({ type: 'StatusDefined', data: status }));
  }),
};
