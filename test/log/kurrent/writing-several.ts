import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import type {
  AppendRecord,
  AppendRecordsRequest,
  AppendRecordsResponse as RecordsAppended,
  AppendRequest,
  AppendSessionResponse as SessionAppended,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_pb.js';
import type { Behaviour } from './double.js';
import type { Failure, NewRecord, Part } from './store.js';
import { lost, sizeOf } from './writing-one.js';

const require = createRequire(import.meta.url);
const generated = '@kurrent/kurrentdb-client/generated/kurrentdb/protocols';
const streams = require(`${generated}/v2/streams/streams_pb`);
const errors = require(`${generated}/v2/streams/errors_pb`);
const { Status } = require(`${generated}/v1/status_pb`);
const { Any } = require('google-protobuf/google/protobuf/any_pb');

const NAME = /^[a-zA-Z0-9_.-]+$/;
const ANY = -2;

/** How the double appends to several streams, as KurrentDB does since 25.1 and, with checks, 26.1. */
export const writingSeveral = (behaviour: Behaviour) => ({
  appendSession(
    call: grpc.ServerReadableStream<AppendRequest, SessionAppended>,
    answer: grpc.sendUnaryData<SessionAppended>,
  ) {
    const requests: AppendRequest[] = [];
    call.on('data', (request: AppendRequest) => requests.push(request));
    call.on('end', () => {
      if (call.cancelled) return;
      const parts = requests.map((request) => ({
        stream: request.getStream(),
        expected: Number(request.getExpectedRevision() ?? ANY),
      }));
      const records = requests.flatMap((request, part) =>
        request.getRecordsList().map((record) => ({ part, record: recordOf(record) })),
      );
      perform(behaviour, parts, records, answer, conflict, (position, last) => {
        const response = new streams.AppendSessionResponse();
        response.setPosition(String(position));
        for (const [stream, revision] of last) {
          const output = new streams.AppendResponse();
          output.setStream(stream);
          output.setStreamRevision(String(revision));
          response.addOutput(output);
        }
        return response;
      });
    });
  },

  appendRecords(
    call: grpc.ServerUnaryCall<AppendRecordsRequest, RecordsAppended>,
    answer: grpc.sendUnaryData<RecordsAppended>,
  ) {
    const parts: Part[] = [];
    const records = call.request
      .getRecordsList()
      .map((record) => ({ part: partOf(parts, record.getStream()), record: recordOf(record) }));
    call.request.getChecksList().forEach((check, i) => {
      const { stream, expectedState } = check.getStreamState()!.toObject();
      const expected = Number(expectedState);
      Object.assign(parts[partOf(parts, stream)]!, { expected, check: i });
    });
    perform(behaviour, parts, records, answer, violations, (position, last) => {
      const response = new streams.AppendRecordsResponse();
      response.setPosition(String(position));
      for (const [stream, revision] of last) {
        const written = new streams.StreamRevision();
        written.setStream(stream);
        written.setRevision(String(revision));
        response.addRevisions(written);
      }
      return response;
    });
  },
});

/** Streams whose names differ in case alone are one to the server. */
function partOf(parts: Part[], stream: string): number {
  const known = parts.findIndex((part) => part.stream.toLowerCase() === stream.toLowerCase());
  return known >= 0 ? known : parts.push({ stream, expected: ANY }) - 1;
}

const recordOf = (record: AppendRecord): NewRecord => ({
  id: record.getRecordId()!,
  type: record.getSchema()!.getName(),
  isJson: record.getSchema()!.getFormat() === 1,
  data: record.getData_asU8(),
  metadata: Buffer.from(
    JSON.stringify(
      Object.fromEntries(
        record
          .getPropertiesMap()
          .toArray()
          .map(([key]) => [key, record.getPropertiesMap().get(key)!.getStringValue()]),
      ),
    ),
  ),
});

function perform<Response>(
  { store, maxAppend, answerIsLost }: Behaviour,
  parts: Part[],
  records: { part: number; record: NewRecord }[],
  answer: grpc.sendUnaryData<Response>,
  refusal: (failures: Failure[]) => Partial<grpc.StatusObject>,
  success: (position: bigint, last: Map<string, number>) => Response,
): void {
  const names = [...parts.map(({ stream }) => stream), ...records.map((r) => r.record.type)];
  const unfit = names.find((name) => !NAME.test(name));
  if (unfit !== undefined) return answer(invalid(unfit));
  const size = sizeOf(records.map(({ record }) => record));
  if (size > maxAppend) return answer(tooLarge(size, maxAppend));
  const result = store.append(parts, records);
  if (result.status === 'wrong') return answer(refusal(result.failures));
  if (answerIsLost()) return answer(lost);
  answer(null, success(result.position, result.last));
}

const invalid = (name: string) => ({
  code: grpc.status.INVALID_ARGUMENT,
  details: `${JSON.stringify(name)} may only hold letters, digits, underscores, dashes and periods`,
});

function tooLarge(size: number, maxSize: number) {
  const details = new errors.AppendTransactionSizeExceededErrorDetails();
  details.setSize(size);
  details.setMaxSize(maxSize);
  return withDetails(grpc.status.ABORTED, details, 'AppendTransactionSizeExceededErrorDetails');
}

/** A session names the first stream that is not as expected. */
function conflict([failure]: Failure[]) {
  const { part, actual } = failure!;
  const details = new errors.StreamRevisionConflictErrorDetails();
  details.setStream(part.stream);
  details.setExpectedRevision(String(part.expected));
  details.setActualRevision(String(actual));
  return withDetails(
    grpc.status.FAILED_PRECONDITION,
    details,
    'StreamRevisionConflictErrorDetails',
  );
}

/** Checks name every stream that is not as expected. */
function violations(failures: Failure[]) {
  const details = new errors.AppendConsistencyViolationErrorDetails();
  for (const { part, actual } of failures) {
    const state = new errors.ConsistencyViolation.StreamStateViolation();
    state.setStream(part.stream);
    state.setExpectedState(String(part.expected));
    state.setActualState(String(actual));
    const violation = new errors.ConsistencyViolation();
    violation.setCheckIndex(part.check ?? 0);
    violation.setStreamState(state);
    details.addViolations(violation);
  }
  const { FAILED_PRECONDITION } = grpc.status;
  return withDetails(FAILED_PRECONDITION, details, 'AppendConsistencyViolationErrorDetails');
}

function withDetails(code: grpc.status, message: { serializeBinary(): Uint8Array }, name: string) {
  const any = new Any();
  any.pack(message.serializeBinary(), `kurrentdb.protocol.v2.streams.errors.${name}`);
  const status = new Status();
  status.setMessage(name);
  status.setDetails(any);
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  return { code, details: name, metadata };
}
