import { createRequire } from 'node:module';
import type grpc from '@grpc/grpc-js';
import type {
  ReadReq,
  ReadResp as Response,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { DoubleStore, Kept } from './store.js';

const require = createRequire(import.meta.url);
const generated = '@kurrent/kurrentdb-client/generated/kurrentdb/protocols';
const { ReadResp } = require(`${generated}/v1/streams_pb`);
const { StreamIdentifier, UUID } = require(`${generated}/v1/shared_pb`);

type Call = grpc.ServerWritableStream<ReadReq, Response>;
type Options = ReadReq.Options;

/** How the double reads: streams and the whole log, both ways, filtered, and as subscriptions. */
export const reading = (store: DoubleStore) => ({
  read(call: Call) {
    const options = call.request.getOptions()!;
    if (options.hasSubscription()) return subscribe(store, call, options);
    const kept = options.hasStream() ? ofStream(store, options) : ofAll(store, options);
    if (!kept) call.write(streamNotFound(options));
    for (const record of kept ?? []) call.write(eventOf(record));
    call.end();
  },
});

function ofStream(store: DoubleStore, options: Options): Kept[] | undefined {
  const stream = options.getStream()!;
  const kept = store.stream(nameOf(stream.getStreamIdentifier()!));
  if (!kept) return undefined;
  const first = stream.hasRevision() ? Number(stream.getRevision()) : 0;
  const count = Number(options.getCount());
  if (!isBackwards(options)) return kept.slice(first, first + count);
  return kept.toReversed().slice(0, count);
}

function ofAll(store: DoubleStore, options: Options): Kept[] {
  const wanted = filterOf(options);
  const count = Number(options.getCount());
  const found: Kept[] = [];
  const take = (record: Kept) => wanted(record) && found.push(record);
  const { records } = store;
  if (isBackwards(options))
    for (let i = records.length - 1; i >= 0 && found.length < count; i--) take(records[i]!);
  else
    for (let i = store.rankOf(positionOf(options)); i < records.length && found.length < count; i++)
      take(records[i]!);
  return found;
}

function subscribe(store: DoubleStore, call: Call, options: Options): void {
  const wanted = filterOf(options);
  let next = options.getAll()!.hasEnd() ? store.records.length : 0;
  const from = positionOf(options);
  const send = () => {
    for (; next < store.records.length; next++) {
      const record = store.records[next]!;
      if (record.position > from && wanted(record)) call.write(eventOf(record));
    }
  };
  const confirmation = new ReadResp();
  confirmation.setConfirmation(new ReadResp.SubscriptionConfirmation());
  call.write(confirmation);
  send();
  const caughtUp = new ReadResp();
  caughtUp.setCaughtUp(new ReadResp.CaughtUp());
  call.write(caughtUp);
  const stop = store.watch(send);
  call.on('cancelled', () => (stop(), call.end()));
}

const isBackwards = (options: Options): boolean => options.getReadDirection() === 1;

function positionOf(options: Options): bigint {
  const all = options.getAll()!;
  return all.hasPosition() ? BigInt(all.getPosition()!.getCommitPosition()) : -1n;
}

function filterOf(options: Options): (record: Kept) => boolean {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byStream = filter.hasStreamIdentifier();
  const expression = byStream ? filter.getStreamIdentifier()! : filter.getEventType()!;
  const regex = expression.getRegex() && new RegExp(expression.getRegex(), 'u');
  const prefixes = expression.getPrefixList();
  return ({ stream, type }) => {
    const text = byStream ? stream : type;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
}

const nameOf = (identifier: { getStreamName_asU8(): Uint8Array }): string =>
  Buffer.from(identifier.getStreamName_asU8()).toString();

function streamNotFound(options: Options): Response {
  const response = new ReadResp();
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(options.getStream()!.getStreamIdentifier());
  response.setStreamNotFound(missing);
  return response;
}

function eventOf(kept: Kept): Response {
  const id = new UUID();
  id.setString(kept.id);
  const stream = new StreamIdentifier();
  stream.setStreamName(Buffer.from(kept.stream).toString('base64'));
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(id);
  recorded.setStreamIdentifier(stream);
  recorded.setStreamRevision(String(kept.revision));
  recorded.setPreparePosition(String(kept.position));
  recorded.setCommitPosition(String(kept.position));
  recorded.setData(kept.data);
  recorded.setCustomMetadata(kept.metadata);
  const metadata = recorded.getMetadataMap();
  metadata.set('type', kept.type);
  metadata.set('content-type', kept.isJson ? 'application/json' : 'application/octet-stream');
  metadata.set('created', String(BigInt(kept.created) * 10_000n));
  const event = new ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(kept.position));
  const response = new ReadResp();
  response.setEvent(event);
  return response;
}
