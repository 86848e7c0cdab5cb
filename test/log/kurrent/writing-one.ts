import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import type {
  AppendReq,
  AppendResp as Appended,
  BatchAppendReq,
  BatchAppendResp as BatchAppended,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { Behaviour } from './double.js';
import type { Expected, NewRecord, Result } from './store.js';

const require = createRequire(import.meta.url);
const generated = '@kurrent/kurrentdb-client/generated/kurrentdb/protocols';
const { AppendResp, BatchAppendResp } = require(`${generated}/v1/streams_pb`);
const { AllStreamPosition, Empty, MaximumAppendSizeExceeded, WrongExpectedVersion } = require(
  `${generated}/v1/shared_pb`,
);
const { Status } = require(`${generated}/v1/status_pb`);
const { Any } = require('google-protobuf/google/protobuf/any_pb');

interface Write {
  stream: string;
  expected: Expected;
  records: NewRecord[];
}

/** How the double appends to one stream: the calls that EventStoreDB has answered since version 20. */
export const writingOne = (behaviour: Behaviour) => ({
  append(
    call: grpc.ServerReadableStream<AppendReq, Appended>,
    answer: grpc.sendUnaryData<Appended>,
  ) {
    const write: Write = { stream: '', expected: -2, records: [] };
    call.on('data', (request: AppendReq) => {
      const options = request.getOptions();
      if (options) Object.assign(write, targetOf(options, Number(options.getRevision())));
      else write.records.push(recordOf(request.getProposedMessage()!));
    });
    call.on('end', () => {
      if (call.cancelled) return;
      const result = perform(behaviour, write);
      if (result === 'too large') return answer(tooLarge(behaviour.maxAppend));
      if (behaviour.answerIsLost()) return answer(lost);
      answer(null, answerOf(result, write));
    });
  },

  batchAppend(call: grpc.ServerDuplexStream<BatchAppendReq, BatchAppended>) {
    const open = new Map<string, Write>();
    call.on('data', (request: BatchAppendReq) => {
      const id = request.getCorrelationId()!.getString();
      const options = request.getOptions();
      const target = options && targetOf(options, Number(options.getStreamPosition()));
      const write = open.get(id) ?? { ...target!, records: [] };
      open.set(id, write);
      write.records.push(...request.getProposedMessagesList().map(recordOf));
      if (!request.getIsFinal()) return;
      open.delete(id);
      const result = perform(behaviour, write);
      if (behaviour.answerIsLost()) return void call.emit('error', lost);
      call.write(batchAnswerOf(result, write, request, behaviour.maxAppend));
    });
    call.on('end', () => call.end());
  },
});

interface Target {
  getStreamIdentifier(): { getStreamName_asU8(): Uint8Array } | undefined;
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

function targetOf(options: Target, revision: number): Pick<Write, 'stream' | 'expected'> {
  const stream = Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString();
  if (options.hasNoStream()) return { stream, expected: -1 };
  if (options.hasAny()) return { stream, expected: -2 };
  return { stream, expected: options.hasStreamExists() ? -4 : revision };
}

interface Message {
  getId(): { getString(): string } | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getCustomMetadata_asU8(): Uint8Array;
  getData_asU8(): Uint8Array;
}

const recordOf = (message: Message): NewRecord => ({
  id: message.getId()!.getString(),
  type: message.getMetadataMap().get('type')!,
  isJson: message.getMetadataMap().get('content-type') === 'application/json',
  metadata: message.getCustomMetadata_asU8(),
  data: message.getData_asU8(),
});

function perform({ store, maxAppend }: Behaviour, write: Write): Result | 'too large' {
  const { stream, expected, records } = write;
  if (sizeOf(records) > maxAppend) return 'too large';
  return store.append(
    [{ stream, expected }],
    records.map((record) => ({ part: 0, record })),
  );
}

/** What records weigh, in bytes. */
export const sizeOf = (records: NewRecord[]): number =>
  records.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);

/** The end of a call whose answer never comes. */
export const lost = {
  code: grpc.status.UNAVAILABLE,
  details: 'the connection was lost',
  metadata: new grpc.Metadata(),
};

function tooLarge(maxAppend: number) {
  const metadata = new grpc.Metadata();
  metadata.set('exception', 'maximum-append-size-exceeded');
  metadata.set('maximum-append-size', String(maxAppend));
  return { code: grpc.status.INVALID_ARGUMENT, details: 'too large', metadata };
}

function answerOf(result: Result, { expected }: Write): Appended {
  const response = new AppendResp();
  if (result.status === 'ok') {
    const success = new AppendResp.Success();
    success.setCurrentRevision(String([...result.last.values()][0]));
    const position = new AppendResp.Position();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  const { actual } = result.failures[0]!;
  if (actual < 0) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected >= 0) wrong.setExpectedRevision(String(expected));
  else wrong.setExpectedNoStream(new Empty());
  response.setWrongExpectedVersion(wrong);
  return response;
}

function batchAnswerOf(
  result: Result | 'too large',
  write: Write,
  request: BatchAppendReq,
  maxAppend: number,
): BatchAppended {
  const response = new BatchAppendResp();
  response.setCorrelationId(request.getCorrelationId());
  const identifier = request.getOptions()?.getStreamIdentifier();
  if (identifier) response.setStreamIdentifier(identifier);
  if (result !== 'too large' && result.status === 'ok') {
    const success = new BatchAppendResp.Success();
    success.setCurrentRevision(String([...result.last.values()][0]));
    const position = new AllStreamPosition();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    success.setPosition(position);
    response.setSuccess(success);
  } else response.setError(errorOf(result, write, maxAppend));
  return response;
}

function errorOf(result: Result | 'too large', { expected }: Write, maxAppend: number) {
  const [details, name] =
    result === 'too large'
      ? [new MaximumAppendSizeExceeded(), 'MaximumAppendSizeExceeded']
      : [new WrongExpectedVersion(), 'WrongExpectedVersion'];
  if (result === 'too large') details.setMaxappendsize(maxAppend);
  else if (result.status === 'wrong') {
    const { actual } = result.failures[0]!;
    if (actual < 0) details.setCurrentNoStream(new Empty());
    else details.setCurrentStreamRevision(String(actual));
    if (expected >= 0) details.setExpectedStreamPosition(String(expected));
    else details.setExpectedNoStream(new Empty());
  }
  const any = new Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  const status = new Status();
  status.setMessage(name);
  status.setDetails(any);
  return status;
}
