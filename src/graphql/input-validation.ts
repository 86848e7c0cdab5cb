import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { ValidateNested, validateSync, type ValidationError } from 'class-validator';
import { because, type Refusal } from '../domain/fact.js';

const nestedKey = Symbol('nested inputs');

/** Marks a field of an input as another input, or a list of it, to be validated with it. */
export const Nested =
  (type: () => Type<object>): PropertyDecorator =>
  (target, key) => {
    const known = (Reflect.getMetadata(nestedKey, target) ?? {}) as object;
    Reflect.defineMetadata(nestedKey, { ...known, [key as string]: type }, target);
    ValidateNested()(target, key as string);
  };

/** An input as an instance of its class, nested ones too; class-validator reads its rules from there. */
const instance = <T extends object>(type: Type<T>, plain: object): T => {
  const made = Object.assign(new type(), plain) as Record<string, unknown>;
  const nested = (Reflect.getMetadata(nestedKey, type.prototype) ?? {}) as Record<
    string,
    () => Type<object>
  >;
  for (const [key, inner] of Object.entries(nested)) {
    const value = made[key];
    if (Array.isArray(value)) made[key] = value.map((v: object) => instance(inner(), v));
    else if (value) made[key] = instance(inner(), value as object);
  }
  return made as T;
};

/** Every rule that an input breaks, with the path to it. */
export const inputTroubles = (type: Type<object>, input: object): Refusal[] =>
  validateSync(instance(type, input), { forbidUnknownValues: false }).flatMap((e) =>
    troubles(e, []),
  );

const troubles = (error: ValidationError, above: string[]): Refusal[] => {
  const path = [...above, error.property];
  return [
    ...Object.entries(error.constraints ?? {}).map(([rule, message]) =>
      because('INVALID_INPUT', message, { rule }, path),
    ),
    ...(error.children ?? []).flatMap((child) => troubles(child, path)),
  ];
};
