import { organisation } from '../../projections/organisation.js';
import { area, council, department, fact, registered, reserve, topic } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const received = {
  statusId: 'received',
  category: 'open',
  label: 'Received',
  ordering: 1,
  requiresReason: false,
  final: false,
} as const;

specsOf(organisation, {
  OrganisationRegistered: {
    'an organisation begins with what it says of itself': () =>
      seen(organisation, registered).rows({
        organisationId: 'arcueil',
        parentOrganisationId: null,
        kind: 'commune',
        name: 'Arcueil',
        defaultLocale: 'en',
        timeZone: 'Europe/Paris',
        currency: 'EUR',
        areas: [],
        topics: [],
        bodies: [],
        statuses: [],
      }),
  },
  AreaDefined: {
    'areas stand in the order in which they were defined': () =>
      seen(organisation, registered, area('centre'), area('mill', 'centre')).rows({
        areas: [
          {
            areaId: 'centre',
            parentAreaId: null,
            name: 'CENTRE',
            population: null,
            populationYear: null,
            populationSource: null,
            retired: false,
          },
          {
            areaId: 'mill',
            parentAreaId: 'centre',
            name: 'MILL',
            population: null,
            populationYear: null,
            populationSource: null,
            retired: false,
          },
        ],
      }),
  },
  AreaRetired: {
    'a retired area stays, marked; the others do not change': () =>
      seen(
        organisation,
        registered,
        area('centre'),
        area('north'),
        fact('AreaRetired', { areaId: 'centre' }),
      ).rows({
        areas: [
          { areaId: 'centre', retired: true },
          { areaId: 'north', retired: false },
        ] as never,
      }),
  },
  AreaRenamed: {
    'an area shows its present name, in its place; the others keep theirs': () =>
      seen(
        organisation,
        registered,
        area('centre'),
        area('north'),
        fact('AreaRenamed', { areaId: 'centre', name: 'Old town', previousName: 'CENTRE' }),
      ).rows({
        areas: [
          { areaId: 'centre', name: 'Old town' },
          { areaId: 'north', name: 'NORTH' },
        ] as never,
      }),
  },
  AreaPopulationStated: {
    'an area shows how many live there, when and by whom they were counted; the others keep theirs':
      () =>
        seen(
          organisation,
          registered,
          area('centre'),
          area('north'),
          fact('AreaPopulationStated', {
            ...{ areaId: 'centre', population: 9_400, year: 2024, source: 'INSEE' },
            previousPopulation: null,
          }),
        ).rows({
          areas: [
            {
              ...{ areaId: 'centre', name: 'CENTRE' },
              ...{ population: 9_400, populationYear: 2024, populationSource: 'INSEE' },
            },
            { areaId: 'north', population: null, populationYear: null, populationSource: null },
          ] as never,
        }),
  },
  TopicDefined: {
    'topics stand in order': () =>
      seen(organisation, registered, topic('green'), topic('water')).rows({
        topics: [
          { topicId: 'green', parentId: null, label: 'green', retired: false },
          { topicId: 'water', parentId: null, label: 'water', retired: false },
        ],
      }),
  },
  BodyDefined: {
    'bodies stand in order': () =>
      seen(organisation, registered, council).rows({
        bodies: [{ bodyId: 'council', parentId: null, label: 'Council', retired: false }],
      }),
  },
  TopicRetired: {
    'a retired topic stays, marked, in its place': () =>
      seen(
        organisation,
        registered,
        topic('green'),
        topic('water'),
        fact('TopicRetired', { topicId: 'green' }),
      ).rows({
        topics: [
          { topicId: 'green', retired: true },
          { topicId: 'water', retired: false },
        ] as never,
      }),
  },
  DepartmentDefined: {
    'departments stand in order, each under the one it is part of': () =>
      seen(organisation, registered, department('parks'), department('trees', 'parks')).rows({
        departments: [
          { departmentId: 'parks', parentId: null, label: 'PARKS', retired: false },
          { departmentId: 'trees', parentId: 'parks', label: 'TREES', retired: false },
        ],
      }),
  },
  DepartmentRetired: {
    'a retired department stays, marked': () =>
      seen(
        organisation,
        registered,
        department('parks'),
        fact('DepartmentRetired', { departmentId: 'parks' }),
      ).rows({ departments: [{ departmentId: 'parks', retired: true }] as never }),
  },
  BodyRetired: {
    'a retired body stays, marked': () =>
      seen(organisation, registered, council, fact('BodyRetired', { bodyId: 'council' })).rows({
        bodies: [{ bodyId: 'council', retired: true }] as never,
      }),
  },
  ReservePeriodDeclared: {
    'times of reserve stand as they were declared': () =>
      seen(organisation, registered, reserve).rows({ reservePeriods: [reserve.data] }),
  },
  StatusDefined: {
    'a status is there once, in its latest words': () =>
      seen(
        organisation,
        registered,
        fact('StatusDefined', received),
        fact('StatusDefined', { ...received, statusId: 'built', category: 'implemented' }),
        fact('StatusDefined', { ...received, label: 'Welcome' }),
      ).rows({
        statuses: [
          { ...received, statusId: 'built', category: 'implemented' },
          { ...received, label: 'Welcome' },
        ],
      }),
    'a status of another organisation is not ours': () =>
      seen(
        organisation,
        registered,
        {
          fact: { ...registered, data: { ...registered.data, organisationId: 'cachan' } },
          organisationId: 'cachan',
        },
        fact('StatusDefined', received),
      ).rows({ statuses: [received] }, { statuses: [] }),
  },
});
