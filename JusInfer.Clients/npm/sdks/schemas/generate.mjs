// Writes JSON schemas of the answers that the types of the installed SDKs describe, into node_modules/.schemas.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const here = import.meta.dirname;
const out = join(here, '..', 'node_modules', '.schemas');

// What the types say otherwise than the provider's answers.
const corrections = {
  openai: {
    // The SDK computes it.
    optional: { Response: ['output_text'] },
    // OpenAI sends null where its types allow only that the field is absent.
    nullable: { Response: ['usage', 'user'], Completion: ['usage'], CompletionChoice: ['finish_reason'] },
  },
  anthropic: { optional: {}, nullable: {} },
};

function correct(definitions, { optional, nullable }) {
  for (const [name, fields] of Object.entries(optional)) {
    definitions[name].required = definitions[name].required.filter((field) => !fields.includes(field));
  }
  for (const [name, fields] of Object.entries(nullable)) {
    for (const field of fields) definitions[name].properties[field] = { anyOf: [definitions[name].properties[field], { type: 'null' }] };
  }
}

// In a union of objects of different types, the type decides which of them applies, so that an error names the field and not the union.
function chooseByType(node, definitions) {
  if (node === null || typeof node !== 'object') return node;
  if (Array.isArray(node)) return node.map((item) => chooseByType(item, definitions));
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, chooseByType(value, definitions)]));
  const alternatives = flatten(node.anyOf ?? [], definitions);
  const types = alternatives.map((alternative) => typesOf(resolve(alternative, definitions)));
  if (alternatives.length < 2 || types.some((names) => names.length === 0)) return copy;
  const known = [...new Set(types.flat())];
  delete copy.anyOf;
  return {
    ...copy,
    type: 'object',
    required: ['type'],
    properties: { type: { enum: known } },
    allOf: known.map((name) => {
      const matching = alternatives.filter((_, index) => types[index].includes(name));
      return { if: { properties: { type: { const: name } } }, then: matching.length === 1 ? matching[0] : { anyOf: matching } };
    }),
  };
}

function flatten(alternatives, definitions) {
  return alternatives.flatMap((alternative) => {
    const nested = resolve(alternative, definitions).anyOf;
    return nested ? flatten(nested, definitions) : [alternative];
  });
}

function resolve(schema, definitions) {
  return schema.$ref ? resolve(definitions[decodeURIComponent(schema.$ref.replace('#/definitions/', ''))], definitions) : schema;
}

function typesOf(schema) {
  const type = schema.required?.includes('type') ? schema.properties.type : {};
  return type.const !== undefined ? [type.const] : (type.enum ?? []);
}

mkdirSync(out, { recursive: true });
for (const sdk of ['openai', 'anthropic']) {
  const generator = createGenerator({
    path: join(here, `${sdk}.ts`),
    tsconfig: join(here, 'tsconfig.json'),
    type: '*',
    skipTypeCheck: true,
    additionalProperties: true,
    encodeRefs: false,
  });
  const { definitions } = generator.createSchema('*');
  correct(definitions, corrections[sdk]);
  writeFileSync(join(out, `${sdk}.json`), JSON.stringify({ definitions: chooseByType(definitions, definitions) }));
}
