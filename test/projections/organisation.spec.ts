import { organisation } from '../../projections/organisation.js';
import { area, council, fact, registered, topic } from '../arcueil.js';
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
            retired: false,
          },
          {
            areaId: 'mill',
            parentAreaId: 'centre',
            name: 'MILL',
            population: null,
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
  TopicDefined: {
    'topics stand in order': () =>
      seen(organisation, registered, topic('green'), topic('water')).rows({
        topics: [
          { topicId: 'green', parentId: null, label: 'green' },
          { topicId: 'water', parentId: null, label: 'water' },
        ],
      }),
  },
  BodyDefined: {
    'bodies stand in order': () =>
      seen(organisation, registered, council).rows({
        bodies: [{ bodyId: 'council', parentId: null, label: 'Council' }],
      }),
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
