// OpenAI's Agents SDK: a tool, and a hand-over from one agent to another.
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import { z } from 'zod';
import { apiKey, auto, baseURL, run } from './scenario.mjs';

setTracingDisabled(true);

const weather = tool({
  name: 'weather',
  description: 'Tells the weather.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `It rains in ${city}.`,
});

async function ask(useResponses, agent, stream = false) {
  const runner = new Runner({ modelProvider: new OpenAIProvider({ apiKey, baseURL, useResponses }), tracingDisabled: true });
  const result = await runner.run(agent, 'What is the weather?', { stream, maxTurns: 5 });
  if (stream) await result.completed;
  return { text: result.finalOutput, last: result.lastAgent.name };
}

const one = () => new Agent({ name: 'Forecaster', model: auto, instructions: 'Be brief.', tools: [weather] });
const two = () => new Agent({ name: 'Reception', model: auto, instructions: 'Hand over.', handoffs: [one()] });

await run({
  responses: () => ask(true, one()),
  responsesStream: () => ask(true, one(), true),
  chat: () => ask(false, one()),
  handOver: () => ask(false, two()),
});
