import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Rule,
} from '../fact.js';
import { held, same } from '../plain.js';
import { required } from '../text.js';
import type {
  DefineArea,
  DefineBody,
  DefineStatus,
  DefineTopic,
  RegisterOrganisation,
  RetireArea,
} from './commands.js';
import type { AreaDefinition, OrganisationFact } from './events.js';
import {
  areaTrouble,
  bodyTrouble,
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
  RetireArea: within<RetireArea>(({ areaId }, o) => {
    if (held(o.areas, areaId)?.retired) return grant();
    const refused = reasons(areaTrouble(o, areaId, ['areaId']));
    return unless(refused, () => ({ type: 'AreaRetired', data: { areaId } }));
  }),

  /** Adds a topic that ideas can be about. */
  DefineTopic: within<DefineTopic>((c, o) => {
    const topic = { topicId: c.topicId, parentId: c.parentId ?? null, label: c.label };
    const known = held(o.topics, c.topicId);
    if (known && same(known, topic)) return grant();
    const refused = reasons(
      taken(known, 'Topic', c.topicId),
      required(c.label, ['label']),
      c.parentId ? topicTrouble(o, c.parentId, ['parentId']) : undefined,
    );
    return unless(refused, () => ({ type: 'TopicDefined', data: topic }));
  }),

  /** Adds a body that debates and decides, such as a council. */
  DefineBody: within<DefineBody>((c, o) => {
    const body = { bodyId: c.bodyId, parentId: c.parentId ?? null, label: c.label };
    const known = held(o.bodies, c.bodyId);
    if (known && same(known, body)) return grant();
    const refused = reasons(
      taken(known, 'Body', c.bodyId),
      required(c.label, ['label']),
      c.parentId ? bodyTrouble(o, c.parentId, ['parentId']) : undefined,
    );
    return unless(refused, () => ({ type: 'BodyDefined', data: body }));
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
