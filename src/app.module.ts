import {
  Global,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Inject } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SMALLEST_CELL } from '../projections/small-cells.js';
import { views } from '../projections/views.js';
import { Act } from './acts/act.js';
import { Grants } from './acts/grants.js';
import { ActHandler, SOURCES } from './acts/act.handler.js';
import type { Sources } from './acts/addition.js';
import { AccountMerges } from './acts/account-merges.js';
import { Contestation } from './acts/contestable.js';
import { Erasures } from './acts/erasures.js';
import { LeavingBallots } from './acts/leaving-ballots.js';
import { StreamStates } from './acts/stream-states.js';
import { patient } from './database/patient.js';
import { SteadyClient } from './database/steady-client.js';
import { GraphqlGateway } from './graphql/graphql.module.js';
import type { ReadToken } from './graphql/sign-in.js';
import { openConsultationSecrets } from './keys/consultation-secrets.js';
import type { MasterKeys } from './keys/master-keys.js';
import { SpentCredentials } from './keys/spent.js';
import { Vault } from './keys/vault.js';
import type { Log } from './log/port.js';
import { openLedger, type LedgerOptions } from './open-ledger.js';
import { NEEDS, openLog } from './open-log.js';
import type { Mailer } from './notifications/mailer.js';
import { outbox } from './notifications/outbox.js';
import { OpenData } from './open-data/exports.js';
import { Follower } from './reactions/follower.js';
import { reacting } from './reactions/reacting.js';
import { overdue } from './reactions/overdue.js';
import { schedule } from './reactions/schedule.js';
import { thresholds } from './reactions/thresholds.js';
import type { Subscriber } from './reactions/subscriber.js';
import { commandReceipt } from './sealing/command-receipts.js';
import type { Ledger } from './sealing/ledger.js';
import { Past } from './views/as-of.js';
import { Trail } from './views/trail.js';
import { AskHandler } from './views/ask.js';
import { ContributionsHandler } from './views/contributions.js';
import { FeedbackByDepartmentHandler } from './views/feedback-by-department.js';
import { Disclosures } from './views/disclosures.js';
import { entityOf } from './views/entity.js';
import { Freshness } from './views/freshness.js';
import { Projector } from './views/projector.js';
import { Pseudonyms } from './views/pseudonyms.js';
import { Receipts } from './views/receipts.js';
import { SegmentedTallyHandler, SmallestCell } from './views/segmented-tally.js';

/** Token under which the log is provided. */
export const LOG = Symbol('Log');
/** Token under which the ledger is provided; null where this process does not show it. */
export const LEDGER = Symbol('Ledger');
/** Token under which connections to the database, for what is neither log nor view, are provided. */
export const POOL = Symbol('Pool');

/** Token under which is provided what Cahier does by itself in this process. */
export const FOLLOWERS = Symbol('Followers');

export interface AppOptions {
  /** Address of a migrated database. */
  url: string;
  /** Address of the KurrentDB that holds the log; the database holds it where this is absent. */
  kurrentUrl?: string;
  masterKeys: MasterKeys;
  /** How long a result can be contested after it is certified, in days; 90 where this is absent. */
  contestationDays?: number;
  /** Voters that a count by segment must have to be told; 10 where this is absent. */
  smallestCell?: number;
  /** Whether this process keeps the views; others may as well, one at a time does. */
  projector: boolean;
  /** What is sent together stands in the log in the order in which it was sent. */
  inOrder?: boolean;
  /** Whether this process also does what Cahier does by itself; one at a time does. */
  reactions?: boolean;
  /** Takes messages to participants, where this process does what Cahier does by itself; none are sent without. */
  mail?: { mailer: Mailer; host: string };
  /** Shows the ledger; nothing of it without. */
  ledger?: LedgerOptions;
  /** Serves GraphQL with tokens read so; no GraphQL without it. */
  readToken?: ReadToken;
}

const openPool = (url: string): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'cahier keys' });
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});
  return pool;
};

/** Reads wait for a database that is away as long as any read does. */
const disclosuresIn = (vault: Vault, freshness: Freshness): Disclosures => ({
  open: (digests) => freshness.patiently('disclosures', () => vault.open(digests)),
  former: (digests) => freshness.patiently('disclosures', () => vault.former(digests)),
});

const pseudonymsOf = (vault: Vault): Pseudonyms => ({
  voterRef: async (account, phaseId) => (await vault.person(account)).voterRef(phaseId),
  commandRef: async (account, commandId) => (await vault.person(account)).commandRef(commandId),
  agentRef: async (account, organisationId) =>
    (await vault.person(account)).agentRef(organisationId),
});

const receiptsOf = (ledger: Ledger | null, db: pg.Pool, vault: Vault): Receipts => ({
  receiptOf: async (commandId, patienceMs) => {
    const disclose = (digests: readonly string[]) => vault.disclose(digests);
    const found = ledger && (await commandReceipt({ ledger, db, disclose }, commandId, patienceMs));
    if (found === null || found === 'pending') return found;
    const { head, index, leaf, proof, disclosures } = found;
    const { origin, note: checkpoint } = head;
    return { origin, index, checkpoint, proof, leaf: leaf.toString(), disclosures };
  },
});

/** What Cahier does by itself: what it wishes for, and whom it writes to. */
const followersOf = (
  { url, mail }: AppOptions,
  log: Log,
  commands: CommandBus,
  people: Vault,
): Follower[] => {
  const lease = 'reactions.outbox_lease';
  const letters = mail && outbox({ ...mail, people, now: () => new Date() });
  return [
    new Follower(url, log, reactionsBy(commands)),
    ...(letters ? [new Follower(url, log, [letters], { lease })] : []),
  ];
};

const reactionsBy = (commands: CommandBus): Subscriber[] =>
  [schedule, thresholds, overdue].map((reaction) =>
    reacting(reaction, (wish, c) => commands.execute(new Act(wish, c))),
  );

/** Starts what works in the background with the application, and lets go of everything at its end. */
@Global()
@Module({})
class Store implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(POOL) private readonly pool: pg.Pool,
    @Inject(Projector) private readonly projector: Projector | null,
    @Inject(Erasures) private readonly erasures: Erasures,
    @Inject(FOLLOWERS) private readonly followers: Follower[],
  ) {}

  onModuleInit(): void {
    this.projector?.start();
  }

  /** Erasures and reactions are acts, and whoever decides on acts is known from here on. */
  onApplicationBootstrap(): void {
    this.erasures.start();
    for (const follower of this.followers) follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.followers.map((follower) => follower.close()));
    await this.erasures.close();
    await this.projector?.close();
    await this.log.close();
    await this.pool.end();
  }

  static with(options: AppOptions): DynamicModule {
    const { url, kurrentUrl, projector, masterKeys, ledger, reactions = false, inOrder } = options;
    const { contestationDays = 90, smallestCell = SMALLEST_CELL } = options;
    return {
      module: Store,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url,
          applicationName: 'cahier reads',
          installExtensions: false,
          entities: views.map(entityOf),
          synchronize: false,
          extra: {
            Client: SteadyClient,
            max: 10,
            statement_timeout: 5_000,
            query_timeout: 6_000,
            connectionTimeoutMillis: 5_000,
            keepAlive: true,
          },
        }),
      ],
      providers: [
        {
          provide: LOG,
          useFactory: () => openLog({ databaseUrl: url, kurrentUrl }, { needs: NEEDS, inOrder }),
        },
        { provide: POOL, useFactory: () => openPool(url) },
        {
          provide: Vault,
          inject: [POOL],
          useFactory: (pool: pg.Pool) => new Vault(patient(pool), masterKeys),
        },
        { provide: SmallestCell, useValue: { voters: smallestCell } satisfies SmallestCell },
        { provide: Pseudonyms, inject: [Vault], useFactory: pseudonymsOf },
        {
          provide: Disclosures,
          inject: [POOL, Freshness],
          useFactory: (pool: pg.Pool, freshness: Freshness) =>
            disclosuresIn(new Vault(pool, masterKeys), freshness),
        },
        {
          provide: Erasures,
          inject: [LOG, Vault, CommandBus, LeavingBallots, AccountMerges],
          useFactory: (
            log: Log,
            vault: Vault,
            commands: CommandBus,
            ballots: LeavingBallots,
            merges: AccountMerges,
          ) => new Erasures(log, vault, commands, ballots, merges),
        },
        {
          provide: Contestation,
          inject: [LOG, DataSource, Freshness],
          useFactory: (log: Log, db: DataSource, freshness: Freshness) =>
            new Contestation(log, db, freshness, contestationDays),
        },
        {
          provide: AccountMerges,
          inject: [LOG, Vault, Contestation, CommandBus],
          useFactory: (log: Log, vault: Vault, contestation: Contestation, commands: CommandBus) =>
            new AccountMerges(log, vault, contestation, commands),
        },
        {
          provide: SpentCredentials,
          inject: [POOL],
          useFactory: (pool: pg.Pool) => {
            const keys = patient(pool);
            return new SpentCredentials(keys, openConsultationSecrets(keys, masterKeys));
          },
        },
        {
          provide: LeavingBallots,
          inject: [LOG, Vault, SpentCredentials, Contestation, CommandBus],
          useFactory: (
            log: Log,
            vault: Vault,
            spent: SpentCredentials,
            contestation: Contestation,
            commands: CommandBus,
          ) => new LeavingBallots(log, vault, spent, contestation, commands),
        },
        {
          provide: Freshness,
          inject: [DataSource],
          useFactory: (db: DataSource) => new Freshness(db),
        },
        {
          provide: Trail,
          inject: [LOG, DataSource],
          useFactory: (log: Log, db: DataSource) => new Trail(log, db),
        },
        {
          provide: Past,
          inject: [LOG, POOL],
          useFactory: (log: Log, pool: pg.Pool) => new Past(log, pool),
        },
        {
          provide: OpenData,
          inject: [QueryBus, Disclosures, Trail, Past, SmallestCell],
          useFactory: (...of: ConstructorParameters<typeof OpenData>) => new OpenData(...of),
        },
        {
          provide: Projector,
          inject: [LOG, Freshness],
          useFactory: (log: Log, freshness: Freshness) =>
            projector
              ? new Projector(url, log, views, { onAdvance: () => freshness.advanced() })
              : null,
        },
        {
          provide: FOLLOWERS,
          inject: [LOG, CommandBus, Vault],
          useFactory: (log: Log, commands: CommandBus, vault: Vault) =>
            reactions ? followersOf(options, log, commands, vault) : [],
        },
        {
          provide: LEDGER,
          inject: [LOG, POOL],
          useFactory: (log: Log, pool: pg.Pool): Ledger | null =>
            ledger ? openLedger(ledger, { log, pool, keys: masterKeys }) : null,
        },
        {
          provide: Receipts,
          inject: [LEDGER, POOL, Vault],
          useFactory: (kept: Ledger | null, pool: pg.Pool, vault: Vault): Receipts =>
            receiptsOf(kept, pool, vault),
        },
        { provide: StreamStates, inject: [LOG], useFactory: (log: Log) => new StreamStates(log) },
        {
          provide: Grants,
          inject: [Vault, StreamStates],
          useFactory: (vault: Vault, states: StreamStates) => new Grants(vault, states),
        },
        {
          provide: SOURCES,
          inject: [
            ...[LOG, Vault, DataSource, Freshness, Erasures, SpentCredentials],
            ...[StreamStates, Grants],
          ],
          useFactory: (
            log: Log,
            vault: Vault,
            db: DataSource,
            freshness: Freshness,
            erasures: Erasures,
            spent: SpentCredentials,
            states: StreamStates,
            grants: Grants,
          ): Sources => ({
            log,
            vault,
            db,
            freshness,
            erasures,
            spent,
            states,
            grants,
          }),
        },
      ],
      exports: [
        LOG,
        LEDGER,
        POOL,
        SOURCES,
        Freshness,
        Past,
        Trail,
        Pseudonyms,
        SmallestCell,
        Disclosures,
        Receipts,
        Erasures,
        LeavingBallots,
        AccountMerges,
        Vault,
        Grants,
      ],
    };
  }
}

/** All of Cahier, wired. */
@Module({})
export class AppModule {
  static with(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CqrsModule.forRoot(),
        Store.with(options),
        ...(options.readToken ? [GraphqlGateway.with(options.readToken)] : []),
      ],
      providers: [
        ...[ActHandler, AskHandler, ContributionsHandler, FeedbackByDepartmentHandler],
        SegmentedTallyHandler,
      ],
    };
  }
}
