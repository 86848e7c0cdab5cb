import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versions, type Versions } from '../domain/upcast.js';
import { BundleWriter } from '../ledger/bundle/writer.js';
import {
  CHECKPOINT,
  DESCRIPTION,
  POLICY,
  SCHEMA,
  VERIFIER,
  type Audience,
  type Manifest,
} from '../ledger/bundle/manifest.js';
import { canonical } from '../ledger/canonical.js';
import { parseCheckpoint, type Checkpoint } from '../ledger/checkpoint.js';
import { parseDisclosure } from '../ledger/disclosure.js';
import { commandDigest, composeLeaf, type SaltOf } from '../ledger/leaf.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { Hidden, subjectsOf } from '../ledger/moderation.js';
import { parseNote } from '../ledger/note.js';
import { consultationLog, originOf } from '../ledger/origin.js';
import type { Log, Position, Recorded } from '../log/port.js';
import { viewEvent } from './event.js';
import { PUBLISHED, PublishedViews } from './published.js';
import { eventsSchema } from './schema.js';

/** Opens the digests of sealed words; those that are erased are absent. */
export interface Disclosures {
  open(digests: readonly string[]): Promise<Map<string, string>>;
}

/** What a bundle is made from. */
export interface BundleSources {
  log: Pick<Log, 'readAll'>;
  disclosures: Disclosures;
  saltOf: SaltOf;
  /** The log's checkpoint as it was published, with every signature; the bundle goes up to it. */
  checkpoint: string;
  /** The policy that the publisher proposes, as it stands in the bundle. */
  policy: string;
  /** In which versions events can be read. */
  known?: Versions;
  /** The folder with FORMAT.md and, where there is one, verify.py. */
  documents: { format: string; verifier?: string };
}

/** Which bundle. */
export interface BundleRequest {
  host: string;
  consultationId: string;
  audience: Audience;
  /** Told after each batch, with how many leaves there are and how many there will be. */
  progress?: (done: number, total: number) => void;
}

/** Writes the bundle of a consultation to a file; the same checkpoint, audience and keys give the same bytes. */
export const buildBundle = async (
  path: string,
  request: BundleRequest,
  sources: BundleSources,
): Promise<Manifest> => {
  const writer = await BundleWriter.create(path);
  try {
    return await write(writer, request, sources);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
};

const write = async (
  writer: BundleWriter,
  request: BundleRequest,
  sources: BundleSources,
): Promise<Manifest> => {
  const { host, consultationId, audience, progress } = request;
  const checkpoint = parseCheckpoint(parseNote(sources.checkpoint).text);
  const { origin, size } = checkpoint;
  if (origin !== originOf(host, consultationLog(consultationId)))
    throw new LedgerError('UNPROVEN', `The checkpoint is of ${origin}.`);
  const views = new PublishedViews();
  const hidden = await hiddenIn(request, size, sources);
  let position: Position = 0n;
  for await (const events of eventsOf(sources.log, consultationId, size)) {
    await addLeaves(writer, events, views, { origin, request, sources, hidden });
    position = events.at(-1)?.position ?? position;
    progress?.(writer.size, size);
  }
  demandSigned(writer.head, checkpoint);
  await writer.endOfLeaves();
  for (const file of Object.keys(PUBLISHED)) await writer.file(file, canonical(views.rows(file)));
  await writer.file(SCHEMA, canonical(eventsSchema(sources.known)));
  await writer.file(POLICY, sources.policy);
  await writer.file(DESCRIPTION, sources.documents.format);
  if (sources.documents.verifier) await writer.file(VERIFIER, sources.documents.verifier);
  await writer.file(CHECKPOINT, sources.checkpoint);
  return writer.close({ audience, origin, position: String(position) });
};

/** The first events of a consultation, in order. */
async function* eventsOf(
  log: BundleSources['log'],
  consultationId: string,
  size: number,
): AsyncGenerator<Recorded[]> {
  let left = size;
  for await (const batch of log.readAll()) {
    const events = batch.filter((e) => e.consultationId === consultationId).slice(0, left);
    left -= events.length;
    yield events;
    if (left === 0) return;
  }
}

/** What moderators hide at the end of a bundle for the public; auditors are told all of it. */
const hiddenIn = async (
  { consultationId, audience }: BundleRequest,
  size: number,
  { log }: BundleSources,
): Promise<Hidden> => {
  const hidden = new Hidden();
  if (audience === 'auditor') return hidden;
  for await (const events of eventsOf(log, consultationId, size))
    for (const { type, data } of events) hidden.take(type, data);
  return hidden;
};

/** What was signed must follow from the log. */
const demandSigned = (
  head: Pick<Checkpoint, 'size' | 'root'>,
  { origin, size, root }: Checkpoint,
): void => {
  if (size > 0 && head.size === size && head.root.equals(root)) return;
  throw new LedgerError(
    'UNPROVEN',
    `What was signed of ${origin} at ${size} leaves is not what the log of events holds.`,
  );
};

/** What leaves are made with. */
interface Made {
  origin: string;
  request: BundleRequest;
  sources: BundleSources;
  /** What the public is not told. */
  hidden: Hidden;
}

const addLeaves = async (
  writer: BundleWriter,
  events: Recorded[],
  views: PublishedViews,
  { origin, request, sources, hidden }: Made,
): Promise<void> => {
  const digests = events.flatMap(({ sealed = {} }) => Object.values(sealed));
  const opened = digests.length ? await sources.disclosures.open(digests) : new Map();
  for (const event of events) {
    const n = writer.size;
    const composed = composeLeaf(event, { log: origin, n }, sources.saltOf);
    const isHidden = hidden.hides(subjectsOf(event.type, event.data));
    const sealed = isHidden ? [] : Object.values(event.sealed ?? {});
    const words = sealed.flatMap((d) => opened.get(d) ?? []);
    const isTold = event.visibility === 'public' || request.audience === 'auditor';
    await writer.leaf(
      composed,
      isTold ? [...words, ...(composed.data ? [composed.data] : [])] : [],
    );
    views.fold(occurrence(event, n, words, sources.known ?? versions));
  }
};

const occurrence = (event: Recorded, n: number, texts: string[], known: Versions) => {
  const named = texts.map(parseDisclosure).map(({ name, value }) => [name, value] as const);
  return viewEvent(
    {
      n,
      consultationId: event.consultationId!,
      event,
      command: commandDigest(event.commandId),
      data: event.data,
      words: Object.fromEntries(named),
    },
    known,
  );
};

/** The documents of a bundle, from the folder of Cahier's own package. */
export const documentsFrom = async (root: string): Promise<BundleSources['documents']> => {
  const verifier = await readFile(join(root, 'src/ledger/bundle', VERIFIER), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  const format = await readFile(join(root, 'docs/bundle-format.md'), 'utf8');
  return { format, ...(verifier !== undefined && { verifier }) };
};
