import type { Type } from '@nestjs/common';
import { Args, Field, InputType, Int, ObjectType, type ReturnTypeFunc } from '@nestjs/graphql';
import { IsOptional, Matches, Min } from 'class-validator';
import { Position } from './scalars.js';
import { UserError } from './user-error.js';

/** The one argument of a mutation. */
export const Input = (): ParameterDecorator =>
  Args('input', { description: 'What is wished for.' });

@InputType({ isAbstract: true })
export abstract class WishInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Idempotency key of your choice: the same id and input give the same answer, however often they are sent. A UUIDv7 is found quickest.',
  })
  @IsOptional()
  @Matches(/^[\w.:~-]{1,128}$/, {
    message: 'commandId is 1 to 128 letters, digits or any of _ . : ~ -',
  })
  commandId?: string | null;
}

@InputType({ isAbstract: true })
export abstract class EditInput extends WishInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Refuse with REVISION_CONFLICT unless what is edited stands at this revision.',
  })
  @IsOptional()
  @Min(-1)
  expectedRevision?: number | null;
}

/** What every mutation answers, besides the thing it concerns. */
export interface Payload {
  userErrors: UserError[];
  alreadyApplied: boolean;
  position: bigint | null;
  revision: number | null;
}

/** The payload type of one mutation: `fields` are the things it concerns, null when the wish was refused. */
export const payloadOf = (
  mutation: string,
  fields: Record<string, ReturnTypeFunc>,
): Type<Payload> => {
  const name = `${mutation}Payload`;
  const payload = { [name]: class {} }[name]!;
  ObjectType(name, { description: `What came of ${mutation}.` })(payload);
  const field = (key: string, type: ReturnTypeFunc, nullable: boolean, description: string) =>
    Field(type, { nullable, description })(payload.prototype, key);
  field(
    'userErrors',
    () => [UserError],
    false,
    'Why it was refused, every reason at once; empty when it was granted.',
  );
  field(
    'alreadyApplied',
    () => Boolean,
    false,
    'True when nothing was new, so no event was written.',
  );
  field(
    'position',
    () => Position,
    true,
    'Hand it to a query as `minPosition` to read what you wrote.',
  );
  field(
    'revision',
    () => Int,
    true,
    'Revision of what was edited; hand it back as `expectedRevision`.',
  );
  for (const [key, type] of Object.entries(fields))
    field(key, type, true, `The ${key} this concerns, as it is now; null when refused.`);
  return payload as Type<Payload>;
};
