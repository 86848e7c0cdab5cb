import { createHash } from 'node:crypto';
import { Inject, Injectable, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import { Act, type Circumstance, type Wish } from '../acts/act.js';
import { because } from '../domain/fact.js';
import type { RequestContext } from './context.js';
import { Pseudonyms } from '../views/pseudonyms.js';
import { UnknownId } from './ids.js';
import { inputTroubles } from './input-validation.js';
import { withOnDemand, type Shown } from './on-demand.js';
import type { Payload, WishInput } from './payload.js';
import { userError } from './user-error.js';

type Ids = Record<string, string>;
/** Names a new thing of one kind. */
type NewId = (kind: string) => Promise<string>;

interface Wished<I extends WishInput> {
  type: Type<I>;
  input: I & { expectedRevision?: number | null };
  /** The wish that an input stands for; `newId` names a new thing, the same whenever the command is repeated. */
  wish: (newId: NewId) => Wish | Promise<Wish>;
  /** The account for which the wish is made, where that is another's. */
  onBehalfOf?: string | null;
  /** The account that is merged into that one. */
  mergedAccount?: string;
  /** The person whom it concerns, where they are known by what they wrote. */
  authorOf?: () => Circumstance['authorOf'];
  /** What the payload shows of the ids that the wish concerned. */
  show: (ids: Ids) => Shown;
  /** The expected revision is part of the wish itself. */
  ownRevision?: boolean;
}

/** The one way in for mutations: validates the input, makes the wish, and tells what came of it. */
@Injectable()
export class Door {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(Pseudonyms) private readonly pseudonyms: Pseudonyms,
  ) {}

  async act<I extends WishInput>(
    context: RequestContext,
    { type, input, wish, show, onBehalfOf, mergedAccount, authorOf, ownRevision }: Wished<I>,
  ): Promise<Payload> {
    const troubles = inputTroubles(type, input);
    if (troubles.length) return refused(troubles.map(userError));
    const principal = context.principal!;
    const commandId = input.commandId ?? uuidv7();
    let wished: Wish;
    let author: Circumstance['authorOf'];
    try {
      author = authorOf?.();
      const { sub } = principal;
      wished = await wish(async (kind) =>
        idOf(kind, await this.pseudonyms.commandRef(sub, commandId)),
      );
    } catch (error) {
      if (!(error instanceof UnknownId)) throw error;
      const { message, expected, field } = error;
      return refused([userError(because('ID_UNKNOWN', message, { expected }, field.split('.')))]);
    }
    const result = await this.commands.execute(
      new Act(wished, {
        principal,
        commandId,
        channel: 'api',
        ...(onBehalfOf && { onBehalfOf }),
        ...(author && { authorOf: author }),
        ...(mergedAccount && { mergedAccount }),
        ...(!ownRevision &&
          input.expectedRevision != null && { expectedRevision: input.expectedRevision }),
      }),
    );
    if (result.status === 'refused') return refused(result.refusals.map(userError));
    const { alreadyApplied, position, revision, ids } = result;
    context.seeAtLeast(position);
    return withOnDemand({ userErrors: [], alreadyApplied, position, revision }, show(ids));
  }
}

const refused = (userErrors: Payload['userErrors']): Payload => ({
  userErrors,
  alreadyApplied: false,
  position: null,
  revision: null,
});

/**
 * Names a new thing after the command that makes it, so that a repeated command makes no second one;
 * the command goes by a name from which nobody guesses whose it is.
 */
const idOf = (kind: string, commandRef: string): string => {
  const hex = createHash('sha256').update(`${kind}\0${commandRef}`).digest('hex');
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
