// Vercel's AI SDK, through each of its providers that can be given a base URL.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateObject, generateText, isStepCount, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { apiKey, auto, baseURL, run } from './scenario.mjs';

const models = {
  chat: () => createOpenAICompatible({ name: 'jusinfer', apiKey, baseURL, includeUsage: true, supportsStructuredOutputs: true })(auto),
  responses: () => createOpenAI({ apiKey, baseURL })(auto),
  messages: () => createAnthropic({ apiKey, baseURL })(auto),
};
const asked = { maxRetries: 0, instructions: 'Be brief.', prompt: 'Say hello to Zoë.' };
const weather = tool({ description: 'Tells the weather.', inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => `It rains in ${city}.` });
const fewSteps = (isStepCount ?? stepCountIs)(4);

const each = (what) => Object.fromEntries(Object.entries(models).map(([name, model]) => [`${name}-${what.name}`, () => what(model())]));

async function text(model) {
  const answer = await generateText({ ...asked, model });
  return { text: answer.text, finish: answer.finishReason, input: answer.usage.inputTokens, output: answer.usage.outputTokens };
}

async function stream(model) {
  let failure;
  const answer = streamText({ ...asked, model, onError: ({ error }) => (failure = error) });
  const pieces = [];
  for await (const piece of answer.textStream) pieces.push(piece);
  if (failure) throw failure;
  const usage = await answer.usage;
  return { text: pieces.join(''), pieces: pieces.length, finish: await answer.finishReason, input: usage.inputTokens, output: usage.outputTokens };
}

async function tools(model) {
  let failure;
  const answer = streamText({ ...asked, model, tools: { weather }, stopWhen: fewSteps, onError: ({ error }) => (failure = error) });
  await answer.consumeStream();
  if (failure) throw failure;
  return { text: await answer.text, steps: (await answer.steps).length };
}

async function object(model) {
  const answer = await generateObject({ ...asked, model, schema: z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) }) });
  return { parsed: answer.object };
}

await run({ ...each(text), ...each(stream), ...each(tools), ...each(object) });
