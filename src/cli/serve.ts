import { Logger } from '@nestjs/common';
import { Command } from 'commander';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { join } from 'node:path';
import { roles, type Role } from '../acts/principal.js';
import { LOG } from '../app.module.js';
import { loadConfig, type Config } from '../config.js';
import type { Log } from '../log/port.js';
import { keepSealing } from '../keep-sealing.js';
import { prepare, type Running } from '../main.js';
import { packageRoot } from '../package-root.js';
import { startSealing } from '../seal.js';
import { loggerOf } from '../stderr-logger.js';
import { readElection } from './import/command.js';
import { runImport } from './import/run.js';
import { withMigrated } from './session.js';
import { developmentToken } from './token.js';

const seed = join(packageRoot, 'seed', 'France_Toulouse_2022.pb');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Loads a real consultation into an empty embedded database, so that there is something to look at. */
const loadSeed = async ({ app, database }: Running): Promise<void> => {
  if (!database.embedded || (await app.get<Log>(LOG).head()) > 0n) return;
  say('First run: loading the participatory budget of Toulouse, 2022 …');
  const { file, text } = await readElection(seed);
  const { ballots, options } = await runImport(file, text, app.get(CommandBus), app.get(QueryBus));
  say(`Loaded ${options.length} ideas and ${ballots} ballots.`);
};

const queries = (consultation: string, phase: string): string[] => [
  `{ consultations { nodes { id title status phases { id title status opensAt closesAt } } } }`,
  `{ phase(id: "${phase}") { participation { participants } options(first: 5, orderBy: picks) { nodes { idea { title } cost { amount currency } tally { picks } } } results { status envelopes { amount spent selected { rank cost idea { title } } } } } }`,
  `{ consultation(id: "${consultation}") { title timeline(first: 20) { nodes { __typename at position } } } }`,
];

const tokenSubjects: Record<Role, string> = {
  citizen: 'camille',
  moderator: 'moussa',
  staff: 'sofia',
  registrar: 'rene',
  auditor: 'agathe',
  admin: 'adele',
};

const welcome = async (config: Config, url: string): Promise<void> => {
  say(`\nCahier listens on ${url}\n`);
  say(`  GraphQL    ${url}/graphql`);
  say(`  GraphiQL   ${url}/graphiql   (works offline)\n`);
  if (config.tokens.keys.kind === 'development') {
    say('Tokens for development, good for a day; send one as "Authorization: Bearer …":\n');
    for (const role of roles) {
      const options = { role: [role], sub: tokenSubjects[role], organisation: ['*'] };
      say(`  ${role.padEnd(10)} ${await developmentToken(config, options)}\n`);
    }
  }
  const [consultation, phase] = await newest(url);
  if (!consultation || !phase) return;
  say('Three queries worth trying:\n');
  for (const query of queries(consultation, phase)) say(`  ${query}\n`);
};

/** The newest consultation and its last phase, as anybody may read them. */
const newest = async (url: string): Promise<[string?, string?]> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ consultations(first: 1) { nodes { id phases { id } } } }' }),
  });
  const { data } = (await response.json()) as {
    data?: { consultations: { nodes: { id: string; phases: { id: string }[] }[] } };
  };
  const [first] = data?.consultations.nodes ?? [];
  return [first?.id, first?.phases.at(-1)?.id];
};

/** Resolves with the name of the signal that asks us to stop. */
const stopSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve(signal));
  });

const serve = async (config: Config, stopped: Promise<unknown>): Promise<void> => {
  const running = await prepare(config);
  const sealing = config.role === 'all' ? keepSealing(running.database.url) : undefined;
  try {
    if (config.role === 'all') await loadSeed(running);
    const url = await running.listen();
    if (config.role === 'projector') say('The projector runs.');
    else await welcome(config, url);
    await stopped;
    say('\nStopping …');
  } finally {
    await sealing?.close();
    await running.close();
  }
};

/** A sealer that stands by for others, or they for it; without an API. */
const seal = async (config: Config, stopped: Promise<unknown>): Promise<void> => {
  Logger.overrideLogger(loggerOf(config));
  await withMigrated(config, async (url) => {
    const sealing = await startSealing(config, url);
    say('The sealer runs.');
    await stopped.finally(() => sealing.close());
  });
};

/** `cahier serve`: what `npm start` runs. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('serve GraphQL, keep the views and seal the log, until stopped')
    .action(async () => {
      const stopped = stopSignal();
      const config = loadConfig(process.env);
      await (config.role === 'sealer' ? seal : serve)(config, stopped);
    });
