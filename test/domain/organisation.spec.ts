import { describe, expect, test } from '@jest/globals';
import type { PublishDecision } from '../../src/domain/consultation/commands.js';
import type { RegisterOrganisation } from '../../src/domain/organisation/commands.js';
import { standardStatuses } from '../../src/domain/organisation/statuses.js';
import {
  area,
  consultation,
  consultationId,
  council,
  created,
  decision,
  department,
  fact,
  organisationId,
  registered,
  reserve,
  submittedIdea,
  rulesOfTheGame,
  rulesPublished,
  topic,
  town,
} from '../arcueil.js';
import { given } from '../given.js';

const register = (over: Partial<RegisterOrganisation> = {}): RegisterOrganisation => ({
  type: 'RegisterOrganisation',
  organisationId,
  kind: 'commune',
  name: 'Arcueil',
  defaultLocale: 'en',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  ...over,
});
const statusesIn = (locale: string) =>
  standardStatuses(locale).map((s) => fact('StatusDefined', s));
const nowhere = ['ORGANISATION_UNKNOWN', { organisationId }] as const;

describe('registering an organisation', () => {
  test('it registers with one status per category', () =>
    given()
      .when(register())
      .then(registered, ...statusesIn('en')));

  test('its statuses speak its language, and English where we lack it', () => {
    const french = { ...registered, data: { ...registered.data, defaultLocale: 'fr-FR' } };
    given()
      .when(register({ defaultLocale: 'fr-FR' }))
      .then(french, ...statusesIn('fr'));
    const basque = { ...registered, data: { ...registered.data, defaultLocale: 'eu' } };
    given()
      .when(register({ defaultLocale: 'eu' }))
      .then(basque, ...statusesIn('en'));
  });

  test('it may be part of a registered one', () => {
    const metropole = { organisationId: 'metropole', name: 'Métropole' };
    given(register(metropole))
      .when(register({ parentOrganisationId: 'metropole' }))
      .then(
        { ...registered, data: { ...registered.data, parentOrganisationId: 'metropole' } },
        ...statusesIn('en'),
      );
  });

  test('it cannot be part of one nobody registered', () =>
    given()
      .when(register({ parentOrganisationId: 'atlantis' }))
      .refused('ORGANISATION_UNKNOWN', { organisationId: 'atlantis' }, 'parentOrganisationId'));

  test('it cannot be part of itself', () =>
    given()
      .when(register({ parentOrganisationId: organisationId }))
      .refused('ORGANISATION_CYCLE', {}, 'parentOrganisationId'));

  test('its short name is taken for good', () =>
    given(registered).when(register()).refused('ALREADY_EXISTS', { id: organisationId }));

  test('all that is wrong is told at once', () =>
    given(registered)
      .when(register({ name: ' ', parentOrganisationId: organisationId }))
      .refusedTogether(
        ['ALREADY_EXISTS', { id: organisationId }],
        ['ORGANISATION_CYCLE'],
        ['TEXT_REQUIRED', {}, 'name'],
      ));
});

describe('areas', () => {
  const define = { type: 'DefineArea', organisationId, areaId: 'north', name: 'NORTH' } as const;
  const retire = { type: 'RetireArea', organisationId, areaId: 'north' } as const;
  const retired = fact('AreaRetired', { areaId: 'north' });

  test('an area is defined, with what a register says of it', () =>
    given(registered)
      .when({ ...define, population: 4_000, externalCode: '94003' })
      .then(
        fact('AreaDefined', {
          areaId: 'north',
          parentAreaId: null,
          name: 'NORTH',
          population: 4_000,
          externalCode: '94003',
        }),
      ));

  test('an area may lie in another', () =>
    given(registered, area('town'))
      .when({ ...define, parentAreaId: 'town' })
      .then(area('north', 'town')));

  test('an area defined twice in the same words is nothing new', () =>
    given(registered, area('north')).when(define).then());

  test('an area is never redefined: not its name, nor its place, nor its people', () => {
    const known = given(registered, area('town'), area('north'));
    known.when({ ...define, name: 'South' }).refused('ALREADY_EXISTS', { id: 'north' });
    known.when({ ...define, parentAreaId: 'town' }).refused('ALREADY_EXISTS', { id: 'north' });
    known.when({ ...define, population: 12 }).refused('ALREADY_EXISTS', { id: 'north' });
  });

  test('an area lies in none that is unknown, nor in itself', () => {
    const known = given(registered);
    known
      .when({ ...define, parentAreaId: 'south' })
      .refused('AREA_UNKNOWN', { areaId: 'south' }, 'parentAreaId');
    known
      .when({ ...define, parentAreaId: 'north' })
      .refused('AREA_UNKNOWN', { areaId: 'north' }, 'parentAreaId');
  });

  test('an area is retired once, and a second time is nothing new', () => {
    given(registered, area('north')).when(retire).then(retired);
    given(registered, area('north'), retired).when(retire).then();
  });

  test('E50 a retired area has no new use, and defining it again does not bring it back', () => {
    const without = given(registered, area('north'), retired);
    without
      .when({ ...define, areaId: 'mill', name: 'Mill', parentAreaId: 'north' })
      .refused('AREA_RETIRED', { areaId: 'north' }, 'parentAreaId');
    without.when(define).refused('ALREADY_EXISTS', { id: 'north' });
  });

  test('E50 an area may be called otherwise: that is a label, and nothing else of it changes', () => {
    const rename = { type: 'RenameArea', organisationId, areaId: 'north', name: 'Mills' } as const;
    const renamed = fact('AreaRenamed', {
      ...{ areaId: 'north', name: 'Mills', previousName: 'NORTH' },
    });
    const known = given(registered, area('town'), area('north', 'town'));
    known.when(rename).then(renamed);
    known.and(renamed).when(rename).then();
    known
      .and(renamed)
      .when({ ...define, name: 'Mills', parentAreaId: 'town' })
      .then();
    known.when({ ...rename, name: ' ' }).refused('TEXT_REQUIRED', {}, 'name');
    known.and(retired).when(rename).refused('AREA_RETIRED', { areaId: 'north' }, 'areaId');
    known.when({ ...rename, areaId: 'sea' }).refused('AREA_UNKNOWN', { areaId: 'sea' }, 'areaId');
  });

  test('how many people live in an area is said with the year and the source, and anew when it changes', () => {
    const state = {
      ...({ type: 'StatePopulation', organisationId, areaId: 'north' } as const),
      ...{ population: 4_200, year: 2024, source: 'INSEE' },
    };
    const stated = fact('AreaPopulationStated', {
      ...{ areaId: 'north', population: 4_200, year: 2024, source: 'INSEE' },
      previousPopulation: null,
    });
    const known = given(registered, area('north'));
    known.when(state).then(stated);
    known.and(stated).when(state).then();
    known
      .and(stated)
      .when({ ...state, population: 4_300, year: 2026 })
      .then(
        fact('AreaPopulationStated', {
          ...{ areaId: 'north', population: 4_300, year: 2026, source: 'INSEE' },
          previousPopulation: 4_200,
        }),
      );
    known
      .and(stated)
      .when({ ...state, year: 2023 })
      .then(
        fact('AreaPopulationStated', { ...stated.data, year: 2023, previousPopulation: 4_200 }),
      );
    known
      .and(stated)
      .when({ ...define, population: 4_200 })
      .then();
    known
      .when({ ...state, population: 0 })
      .then(fact('AreaPopulationStated', { ...stated.data, population: 0 }));
  });

  test('people are whole, counted by somebody and not in years to come; all that is wrong is told together', () => {
    const state = { type: 'StatePopulation', organisationId, areaId: 'north' } as const;
    const known = given(registered, area('north'));
    const { decision } = known.when({ ...state, population: -1, year: 2027, source: ' ' });
    expect(decision).toMatchObject({
      refused: [
        { code: 'INVALID_POPULATION', path: ['population'] },
        { code: 'INVALID_YEAR', path: ['year'] },
        { code: 'TEXT_REQUIRED', path: ['source'] },
      ],
    });
    const right = { population: 1, year: 2026, source: 'INSEE' };
    known.when({ ...state, ...right, population: 1.5 }).refused('INVALID_POPULATION');
    known.when({ ...state, ...right, year: 0 }).refused('INVALID_YEAR', { latest: 2026 });
    known.when({ ...state, ...right, areaId: 'sea' }).refused('AREA_UNKNOWN', { areaId: 'sea' });
    known
      .and(retired)
      .when({ ...state, ...right })
      .refused('AREA_RETIRED', { areaId: 'north' });
    given()
      .when({ ...state, ...right })
      .refused(...nowhere);
  });

  test('an area nobody defined cannot be retired', () =>
    given(registered).when(retire).refused('AREA_UNKNOWN', { areaId: 'north' }, 'areaId'));

  test('a word of the machine is no area: “constructor” is as unknown as any other', () => {
    given(registered)
      .when({ ...retire, areaId: 'constructor' })
      .refused('AREA_UNKNOWN', { areaId: 'constructor' });
    given(registered, area('__proto__'))
      .when({ ...retire, areaId: '__proto__' })
      .then(fact('AreaRetired', { areaId: '__proto__' }));
  });

  test('an organisation nobody registered has no areas', () => {
    given()
      .when(define)
      .refused(...nowhere);
    given()
      .when(retire)
      .refused(...nowhere);
  });
});

describe('topics', () => {
  const define = { type: 'DefineTopic', organisationId, topicId: 'water', label: 'water' } as const;

  test('a topic is defined, alone or under a wider one', () => {
    given(registered).when(define).then(topic('water'));
    given(registered, topic('green'))
      .when({ ...define, parentId: 'green' })
      .then(fact('TopicDefined', { topicId: 'water', parentId: 'green', label: 'water' }));
  });

  test('a topic defined twice is nothing new; with another label or place it is refused', () => {
    const known = given(registered, topic('green'), topic('water'));
    known.when(define).then();
    known.when({ ...define, label: 'Rivers' }).refused('ALREADY_EXISTS', { id: 'water' });
    known.when({ ...define, parentId: 'green' }).refused('ALREADY_EXISTS', { id: 'water' });
  });

  test('a topic has a label, and a wider topic that exists', () =>
    given(registered)
      .when({ ...define, label: '', parentId: 'constructor' })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'label'],
        ['TOPIC_UNKNOWN', { topicId: 'constructor' }, 'parentId'],
      ));

  test('an organisation nobody registered has no topics', () =>
    given()
      .when(define)
      .refused(...nowhere));
});

describe('bodies that decide', () => {
  const define = {
    type: 'DefineBody',
    organisationId,
    bodyId: 'council',
    label: 'Council',
  } as const;

  test('a body is defined, alone or under another', () => {
    given(registered).when(define).then(council);
    given(registered, council)
      .when({ ...define, bodyId: 'works', label: 'Works', parentId: 'council' })
      .then(fact('BodyDefined', { bodyId: 'works', parentId: 'council', label: 'Works' }));
  });

  test('a body defined twice is nothing new; in other words it is refused', () => {
    given(registered, council).when(define).then();
    given(registered, council)
      .when({ ...define, label: 'Senate' })
      .refused('ALREADY_EXISTS', { id: 'council' });
  });

  test('a body has a label, and belongs to one that exists', () =>
    given(registered)
      .when({ ...define, label: '', parentId: 'senate' })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'label'],
        ['BODY_UNKNOWN', { bodyId: 'senate' }, 'parentId'],
      ));

  test('an organisation nobody registered has no bodies', () =>
    given()
      .when(define)
      .refused(...nowhere));
});

describe('statuses', () => {
  const postponed = {
    statusId: 'postponed',
    category: 'in_review',
    label: 'Postponed',
    ordering: 2,
    requiresReason: true,
    final: false,
  } as const;
  const define = { type: 'DefineStatus', organisationId, ...postponed } as const;

  test('a town adds statuses of its own', () =>
    given(...town)
      .when(define)
      .then(fact('StatusDefined', postponed)));

  test('a status said again is nothing new, in whatever order its words come', () => {
    const { label, ...rest } = postponed;
    given(...town, fact('StatusDefined', postponed))
      .when({ type: 'DefineStatus', organisationId, label, ...rest })
      .then();
  });

  test('the words of a status may change', () =>
    given(...town, fact('StatusDefined', postponed))
      .when({ ...define, label: 'Later' })
      .then(fact('StatusDefined', { ...postponed, label: 'Later' })));

  test('the category of a status never changes', () =>
    given(...town, fact('StatusDefined', postponed))
      .when({ ...define, category: 'rejected' })
      .refused('STATUS_CATEGORY_FIXED', { category: 'in_review' }, 'category'));

  test('a status has a label', () =>
    given(...town)
      .when({ ...define, label: '\u200b' })
      .refused('TEXT_REQUIRED', {}, 'label'));

  test('an organisation nobody registered has no statuses', () =>
    given()
      .when(define)
      .refused(...nowhere));
});

describe('departments', () => {
  const define = {
    type: 'DefineDepartment',
    organisationId,
    departmentId: 'parks',
    label: 'PARKS',
  } as const;
  const retire = { type: 'RetireDepartment', organisationId, departmentId: 'parks' } as const;
  const retired = fact('DepartmentRetired', { departmentId: 'parks' });

  test('a department is defined once, alone or as part of another one', () => {
    given(registered).when(define).then(department('parks'));
    given(registered, department('parks')).when(define).then();
    given(registered, department('parks'))
      .when({ ...define, label: 'Trees' })
      .refused('ALREADY_EXISTS', { id: 'parks' });
    given(registered, department('city'))
      .when({ ...define, parentId: 'city' })
      .then(department('parks', 'city'));
    given(registered)
      .when({ ...define, label: ' ', parentId: 'city' })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'label'],
        ['DEPARTMENT_UNKNOWN', { departmentId: 'city' }, 'parentId'],
      );
  });

  test('a department is retired once, and is part of nothing new', () => {
    given(registered, department('parks')).when(retire).then(retired);
    given(registered, department('parks'), retired).when(retire).then();
    given(registered).when(retire).refused('DEPARTMENT_UNKNOWN', { departmentId: 'parks' });
    given(registered, department('parks'), retired)
      .when({ ...define, departmentId: 'trees', parentId: 'parks' })
      .refused('DEPARTMENT_RETIRED', { departmentId: 'parks' }, 'parentId');
  });
});

describe('what is out of use', () => {
  const noTopic = fact('TopicRetired', { topicId: 'green' });
  const noBody = fact('BodyRetired', { bodyId: 'council' });

  test('a topic is retired once, and nothing new is under it', () => {
    const retire = { type: 'RetireTopic', organisationId, topicId: 'green' } as const;
    given(...town)
      .when(retire)
      .then(noTopic);
    given(...town, noTopic)
      .when(retire)
      .then();
    given(registered).when(retire).refused('TOPIC_UNKNOWN', { topicId: 'green' }, 'topicId');
    given(...town, noTopic)
      .when({
        type: 'DefineTopic',
        organisationId,
        topicId: 'moss',
        parentId: 'green',
        label: 'Moss',
      })
      .refused('TOPIC_RETIRED', { topicId: 'green' }, 'parentId');
  });

  test('a body is retired once, and decides no more', () => {
    const retire = { type: 'RetireBody', organisationId, bodyId: 'council' } as const;
    given(...town)
      .when(retire)
      .then(noBody);
    given(...town, noBody)
      .when(retire)
      .then();
    given(registered).when(retire).refused('BODY_UNKNOWN', { bodyId: 'council' }, 'bodyId');
    given(...consultation, submittedIdea(), noBody)
      .when(publishDecision)
      .refused('BODY_RETIRED', { bodyId: 'council' }, 'bodyId');
  });
});

const { reserveJustification: _none, ...decided } = decision.data;
const publishDecision: PublishDecision = {
  ...{ type: 'PublishDecision', organisationId, consultationId },
  ...decided,
};

describe('times of reserve', () => {
  const { from, to, label } = reserve.data;
  const declare = { type: 'DeclareReservePeriod', organisationId, from, to, label } as const;
  const why = { reserveJustification: ' The law sets the date. ' };
  const said = { reserveJustification: 'The law sets the date.' };
  const data = { opensAt: from, closesAt: to };

  test('one is declared once, and ends after it begins', () => {
    given(registered).when(declare).then(reserve);
    given(registered, reserve).when(declare).then();
    given(registered)
      .when({ ...declare, to: from, label: '' })
      .refusedTogether(
        ['INVALID_PERIOD', { opensAt: from, closesAt: from }, 'to'],
        ['TEXT_REQUIRED', {}, 'label'],
      );
  });

  test('in it, what is published says why it cannot wait; before it and from its end on, nothing is asked', () => {
    const quiet = given(...consultation, submittedIdea(), reserve);
    for (const now of ['2026-02-14T23:59:59.999Z', to])
      quiet.at(now).when(publishDecision).then(decision);
    for (const now of [from, '2026-03-14T23:59:59.999Z']) {
      const wish = quiet.at(now);
      wish.when(publishDecision).refused('RESERVE_PERIOD', data, 'reserveJustification');
      wish
        .when({ ...publishDecision, ...why })
        .then(fact('DecisionPublished', { ...decision.data, ...said }));
    }
  });

  test('rules, a consultation and a statement are published so, too', () => {
    const draft = given(...town, reserve, created, rulesPublished).at(from);
    const publish = { type: 'PublishConsultation', organisationId, consultationId } as const;
    draft.when(publish).refused('RESERVE_PERIOD', data, 'reserveJustification');
    draft.when({ ...publish, ...why }).then(fact('ConsultationPublished', { at: from, ...said }));
    const rules = {
      type: 'PublishRules',
      organisationId,
      consultationId,
      ...rulesOfTheGame,
    } as const;
    const changed = { ...rules, text: 'Two baskets each.' };
    draft.when(rules).then();
    draft.when(changed).refused('RESERVE_PERIOD', data, 'reserveJustification');
    const statement = {
      type: 'PublishStatement',
      ...{ organisationId, consultationId, documentId: 'why', bodyId: null, date: '2026-02-20' },
      ...{ summary: 'Why we ask.', docRef: null, docHash: null },
    } as const;
    draft.when(statement).refused('RESERVE_PERIOD', data, 'reserveJustification');
    const { type: _type, organisationId: _o, consultationId: _c, ...document } = statement;
    draft.when({ ...statement, ...why }).then(fact('StatementPublished', { ...document, ...said }));
    draft
      .and(fact('RulesPublished', { ...rulesOfTheGame, rulesVersion: 2, ...said }))
      .when(rules)
      .then();
  });
});
