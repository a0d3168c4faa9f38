// LangChain's client for OpenAI's dialects, and an agent of LangGraph around it.
import { tool } from '@langchain/core/tools';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';
import { apiKey, auto, baseURL, run } from './scenario.mjs';

const client = (more) => new ChatOpenAI({ model: auto, apiKey, maxRetries: 0, configuration: { baseURL }, ...more });
const messages = [['system', 'Be brief.'], ['user', 'Say hello to Zoë.']];
const weather = tool(async ({ city }) => `It rains in ${city}.`, { name: 'weather', description: 'Tells the weather.', schema: z.object({ city: z.string() }) });
const textOf = (message) => (typeof message.content === 'string' ? message.content : message.content.map((part) => part.text ?? '').join(''));

async function agent(model) {
  const { messages: said } = await createReactAgent({ llm: model, tools: [weather] }).invoke({ messages });
  return { text: textOf(said.at(-1)), turns: said.length };
}

await run({
  async invoke() {
    const answer = await client().invoke(messages);
    return { text: textOf(answer), input: answer.usage_metadata.input_tokens, output: answer.usage_metadata.output_tokens };
  },

  async stream() {
    const pieces = [];
    for await (const piece of await client({ streamUsage: true }).stream(messages)) pieces.push(textOf(piece));
    return { text: pieces.join(''), pieces: pieces.filter(Boolean).length };
  },

  async structured() {
    return { parsed: await client().withStructuredOutput(z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) })).invoke(messages) };
  },

  graph: () => agent(client()),

  graphOverResponses: () => agent(client({ useResponsesApi: true })),
});
