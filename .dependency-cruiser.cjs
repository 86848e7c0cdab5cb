/** Who may import whom. Types of events may be known wherever facts are read; decisions are known to `acts`, and to who audits. */

const BUILT_IN = ['core'];
const FROM_NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];

/** Everything under `folder` may import only what one of `allowed` matches, itself, and types of events. */
const only = (folder, { ours = [], npm = [], builtIn = false, why }) => [
  {
    name: `${folder}-own-code`,
    comment: why,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: { path: '^(src|projections|test|bench)/', pathNot: [`^${folder}/`, ...ours] },
  },
  {
    name: `${folder}-packages`,
    comment: why,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: {
      dependencyTypes: FROM_NPM,
      pathNot: npm.map((name) => `node_modules/(@types/)?${name}(/|$)`),
    },
  },
  ...(builtIn
    ? []
    : [
        {
          name: `${folder}-built-in`,
          comment: why,
          severity: 'error',
          from: { path: `^${folder}/` },
          to: { dependencyTypes: BUILT_IN },
        },
      ]),
];

/** `folder` may know the types of events, and run nothing of what decides; `but` are exceptions. */
const typesOnly = (folder, ...but) => ({
  name: `${folder}-types-only`,
  comment: 'Event types may be known wherever facts are read; rules are run by `acts` and `audit`.',
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: '^src/domain/', pathNot: but, dependencyTypesNot: ['type-only'] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Read order is dependency order.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'What is imported exists.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-test-in-production',
      comment: 'Neither tests nor measurements nor development packages run at a city.',
      severity: 'error',
      from: { path: '^(src|projections)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-development-package',
      comment: 'Neither tests nor measurements nor development packages run at a city.',
      severity: 'error',
      from: { path: '^(src|projections)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'wiring-is-the-top',
      comment: 'Only what starts Cahier imports its wiring.',
      severity: 'error',
      from: { path: '^(src|projections)/', pathNot: '^src/(main|app\\.module)\\.ts$|^src/cli/' },
      to: { path: '^src/(main|app\\.module)\\.ts$|^src/cli/' },
    },
    ...only('src/domain', {
      npm: ['luxon'],
      why: 'Decisions are pure: they import nothing outside themselves, but the calendar.',
    }),
    ...only('projections', {
      ours: ['^src/domain/'],
      why: 'An auditor can run a count on an export: it knows event types and nothing else.',
    }),
    typesOnly('projections'),
    ...only('src/log', {
      ours: ['^src/domain/'],
      npm: ['pg', 'pg-copy-streams', 'pg-types', '@kurrent/kurrentdb-client'],
      builtIn: true,
      why: 'The log remembers; it knows neither rules nor counts nor the world outside.',
    }),
    typesOnly('src/log'),
    ...only('src/views', {
      ours: ['^projections/', '^src/log/port\\.ts$', '^src/domain/', '^src/ahead\\.ts$'],
      npm: ['typeorm', '@nestjs/(typeorm|common|core|cqrs)', 'pg', 'pg-copy-streams', 'rxjs'],
      builtIn: true,
      why: 'Views know the shape of a count and the door of the log.',
    }),
    typesOnly('src/views', '^src/domain/upcast\\.ts$'),
    ...only('src/keys', {
      ours: ['^src/ledger/disclosure\\.ts$'],
      npm: ['pg', 'dataloader'],
      builtIn: true,
      why: 'Keys stand alone; of what they seal they know no more than how it is written.',
    }),
    ...only('src/ledger', {
      ours: ['^src/log/port\\.ts$', '^src/domain/', '^src/ahead\\.ts$'],
      npm: ['jose'],
      builtIn: true,
      why: 'A proof needs the log and cryptography.',
    }),
    ...only('src/audit', {
      ours: [
        ...['^projections/', '^src/domain/', '^src/ledger/', '^src/log/port\\.ts$'],
        '^src/acts/principal\\.ts$',
      ],
      builtIn: true,
      why: 'An auditor recounts offline, with the rules, who may act, the counts and the proofs and nothing else.',
    }),
    ...only('src/reactions', {
      ours: [
        ...['^projections/', '^src/domain/', '^src/log/port\\.ts$', '^src/ledger/canonical\\.ts$'],
        ...['^src/acts/(act|principal)\\.ts$', '^src/views/(lease|advance|fold)\\.ts$'],
      ],
      npm: ['pg', '@nestjs/common'],
      builtIn: true,
      why: 'What Cahier does by itself it wishes for like everybody: through the envelope of acts.',
    }),
    ...only('src/notifications', {
      ours: [
        ...['^projections/', '^src/domain/', '^src/reactions/subscriber\\.ts$'],
        ...['^src/views/fold\\.ts$', '^src/keys/(vault|person)\\.ts$'],
      ],
      npm: ['nodemailer'],
      builtIn: true,
      why: 'Who is written to is found out by the keys; of rules and counts a message knows nothing.',
    }),
    typesOnly('src/notifications'),
    ...only('src/sealing', {
      ours: ['^src/ledger/', '^src/log/port\\.ts$', '^src/views/lease\\.ts$'],
      npm: ['pg', 'express', '@nestjs/common'],
      builtIn: true,
      why: 'Sealing turns what the log holds into signed trees; it knows neither rules nor counts.',
    }),
    ...only('src/open-data', {
      ours: [
        ...['^projections/', '^src/log/port\\.ts$', '^src/domain/'],
        '^src/views/(as-of|ask|disclosures|freshness|trail|visibility)\\.ts$',
      ],
      npm: ['@nestjs/cqrs', 'express', 'csv-stringify', 'luxon', 'ical-generator'],
      builtIn: true,
      why: 'What everybody may read, as files: it asks as anybody does.',
    }),
    typesOnly('src/open-data', '^src/domain/currency\\.ts$'),
    ...only('src/witness', {
      ours: ['^src/ledger/'],
      builtIn: true,
      why: 'A witness knows the formats of the proof, and nothing of what the logs are about.',
    }),
    {
      name: 'graphql-through-the-envelopes',
      comment: 'GraphQL acts and asks through the two envelopes, never past them.',
      severity: 'error',
      from: { path: '^src/graphql/' },
      to: {
        path: [
          '^src/(log|keys|ledger|sealing|audit|database|cli)/',
          '^src/domain/.*\\b(decide|state|live|world)\\b',
        ],
      },
    },
    {
      name: 'graphql-is-the-rim',
      comment: 'Nothing but the wiring knows that GraphQL exists.',
      severity: 'error',
      from: {
        path: '^(src|projections)/',
        pathNot: '^src/graphql/|^src/(main|app\\.module)\\.ts$|^src/cli/',
      },
      to: { path: '^src/graphql/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
  },
};
