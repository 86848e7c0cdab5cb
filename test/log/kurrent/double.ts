import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { reading } from './reading.js';
import { DoubleStore } from './store.js';
import { writingOne } from './writing-one.js';
import { writingSeveral } from './writing-several.js';

// A port that is still taken is tried again; grpc-js would print each attempt.
grpc.setLogVerbosity(grpc.logVerbosity.NONE);

const require = createRequire(import.meta.url);
const generated = '@kurrent/kurrentdb-client/generated/kurrentdb/protocols';
const { StreamsService } = require(`${generated}/v1/streams_grpc_pb`);
const { StreamsServiceService } = require(`${generated}/v2/streams/streams_grpc_pb`);
const { ServerFeaturesService } = require(`${generated}/v1/serverfeatures_grpc_pb`);
const { SupportedMethod, SupportedMethods } = require(`${generated}/v1/serverfeatures_pb`);

/** A server that speaks KurrentDB's protocol over a real socket. It is a double: nothing is durable. */
export interface Double {
  url: string;
  store: DoubleStore;
  /** Lets the next append be recorded, and breaks its call before it is answered. */
  loseNextAnswer(): void;
  /** Breaks every connection and takes no new one, until `start`. */
  stop(): Promise<void>;
  /** Serves again, at the same address, what was kept. */
  start(): Promise<void>;
}

export type Version = '24.10' | '25.1' | '26.1';

export interface DoubleOptions {
  version: Version;
  /** Largest append in bytes; 64 MiB by default, where a server's own default is 1 MiB. */
  maxAppend?: number;
}

/** What the services of a double share. */
export interface Behaviour {
  store: DoubleStore;
  maxAppend: number;
  /** Whether the answer to this append is to be lost. */
  answerIsLost(): boolean;
}

/** Starts a double on a free port. */
export async function startDouble({
  version,
  maxAppend = 64 << 20,
}: DoubleOptions): Promise<Double> {
  const store = new DoubleStore();
  let lose = false;
  const answerIsLost = () => (lose ? ((lose = false), true) : false);
  const behaviour: Behaviour = { store, maxAppend, answerIsLost };
  let server: grpc.Server;
  let port = 0;
  const start = async () => {
    server = new grpc.Server({ 'grpc.max_receive_message_length': 64 << 20 });
    server.addService(ServerFeaturesService, { getSupportedMethods: featuresOf(version) });
    server.addService(StreamsService, { ...reading(store), ...writingOne(behaviour) });
    server.addService(StreamsServiceService, writingSeveral(behaviour));
    port = await bind(server, port);
  };
  await start();
  return {
    url: `kurrentdb://127.0.0.1:${port}?tls=false&discoveryInterval=10&defaultDeadline=60000`,
    store,
    loseNextAnswer: () => void (lose = true),
    stop: async () => server.forceShutdown(),
    start,
  };
}

/** Binds a port; one that was just given up may take a moment. */
async function bind(server: grpc.Server, port: number): Promise<number> {
  const credentials = grpc.ServerCredentials.createInsecure();
  for (let attempt = 0; ; attempt++) {
    const bound = await new Promise<number | Error>((resolve) =>
      server.bindAsync(`127.0.0.1:${port}`, credentials, (error, n) => resolve(error ?? n)),
    );
    if (typeof bound === 'number') return bound;
    if (attempt === 50) throw bound;
    await sleep(50);
  }
}

const METHODS: Record<Version, [service: string, method: string][]> = {
  '24.10': [
    ['event_store.client.streams.Streams', 'Read'],
    ['event_store.client.streams.Streams', 'Append'],
    ['event_store.client.streams.Streams', 'BatchAppend'],
  ],
  get '25.1'() {
    return [...this['24.10'], ['kurrentdb.protocol.v2.streams.StreamsService', 'AppendSession']];
  },
  get '26.1'() {
    return [...this['25.1'], ['kurrentdb.protocol.v2.streams.StreamsService', 'AppendRecords']];
  },
} as Record<Version, [string, string][]>;

const featuresOf =
  (version: Version): grpc.handleUnaryCall<unknown, unknown> =>
  (_, answer) => {
    const methods = new SupportedMethods();
    methods.setEventStoreServerVersion(`${version}.0`);
    for (const [service, name] of METHODS[version]) {
      const method = new SupportedMethod();
      method.setServiceName(service.toLowerCase());
      method.setMethodName(name.toLowerCase());
      methods.addMethods(method);
    }
    answer(null, methods);
  };
