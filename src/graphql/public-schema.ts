import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { withAsOf } from './as-of.js';
import { resolvers } from './graphql.module.js';
import { withQueryOnPayloads } from './query-on-payloads.js';
import { InstantScalar, MinorUnitsScalar, PositionScalar } from './scalars.js';
import { timelineItemTypes } from './timeline/types.js';
import { userErrorTypes } from './user-error.js';

@Module({ imports: [GraphQLSchemaBuilderModule] })
class SchemaModule {}

/** The public contract as text, sorted; made from the code alone, no database needed. */
export const publicSchema = async (): Promise<string> => {
  const app = await NestFactory.createApplicationContext(SchemaModule, { logger: false });
  try {
    const schema = await app
      .get(GraphQLSchemaFactory)
      .create(resolvers, [PositionScalar, InstantScalar, MinorUnitsScalar], {
        orphanedTypes: [...userErrorTypes, ...timelineItemTypes],
      });
    return `${printSchema(lexicographicSortSchema(withAsOf(withQueryOnPayloads(schema))))}\n`;
  } finally {
    await app.close();
  }
};
