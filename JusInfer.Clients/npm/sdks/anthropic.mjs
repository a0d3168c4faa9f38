// Anthropic's own SDK. It sends its API key as a bearer token.
import Anthropic from '@anthropic-ai/sdk';
import { apiKey, auto, host, pixel, run } from './scenario.mjs';

const client = () => new Anthropic({ apiKey, baseURL: host, maxRetries: 0 });
const asked = { model: auto, max_tokens: 1024, system: 'Be brief.', messages: [{ role: 'user', content: 'Say hello to Zoë.' }] };
const tools = [{ name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }];

/** The same tool as the SDK's runner calls it by itself. */
const runnable = { ...tools[0], type: 'custom', parse: (input) => input, run: async ({ city }) => `It rains in ${city}.` };

const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
const seen = (message) => ({
  text: textOf(message),
  stop: message.stop_reason,
  input: message.usage.input_tokens,
  cached: message.usage.cache_read_input_tokens,
  output: message.usage.output_tokens,
});

/** Calls the tool that the model asks for, and returns the conversation with the call and its result. */
function answered(messages, message) {
  const call = message.content.find((block) => block.type === 'tool_use');
  const result = { type: 'tool_result', tool_use_id: call.id, content: [{ type: 'text', text: `It rains in ${call.input.city}.` }] };
  return [...messages, { role: 'assistant', content: message.content }, { role: 'user', content: [result] }];
}

await run({
  async messages() {
    return seen(await client().messages.create(asked));
  },

  async stream() {
    const stream = client().messages.stream(asked);
    let pieces = 0;
    stream.on('text', () => pieces++);
    return { ...seen(await stream.finalMessage()), pieces };
  },

  async tools() {
    const first = await client().messages.stream({ ...asked, tools }).finalMessage();
    const last = await client().messages.stream({ ...asked, tools, messages: answered(asked.messages, first) }).finalMessage();
    return { stop: first.stop_reason, text: textOf(last) };
  },

  async toolsWhole() {
    const first = await client().messages.create({ ...asked, tools });
    const last = await client().messages.create({ ...asked, tools, messages: answered(asked.messages, first) });
    return { stop: first.stop_reason, text: textOf(last) };
  },

  async toolRunner() {
    return seen(await client().beta.messages.toolRunner({ ...asked, tools: [runnable] }));
  },

  async toolRunnerStreamed() {
    let last;
    for await (const stream of client().beta.messages.toolRunner({ ...asked, tools: [runnable], stream: true })) last = await stream.finalMessage();
    return seen(last);
  },

  async thread() {
    return seen(await client().beta.messages.thread(asked).send({ role: 'user', content: 'And again.' }));
  },

  async thinking() {
    const thinking = { ...asked, max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 2048 }, tools };
    const first = await client().messages.stream(thinking).finalMessage();
    const last = await client().messages.stream({ ...thinking, messages: answered(asked.messages, first) }).finalMessage();
    return { text: textOf(last) };
  },

  async image() {
    const source = { type: 'base64', media_type: 'image/png', data: pixel.split(',')[1] };
    const content = [{ type: 'image', source }, { type: 'text', text: 'What is this?' }];
    return seen(await client().messages.create({ ...asked, messages: [{ role: 'user', content }] }));
  },

  async countTokens() {
    return client().messages.countTokens({ model: auto, system: asked.system, messages: asked.messages });
  },

  async models() {
    const ids = [];
    for await (const model of client().models.list()) ids.push(model.id);
    return { ids };
  },

  async keyInItsOwnHeader() {
    return seen(await new Anthropic({ apiKey: null, authToken: null, baseURL: host, maxRetries: 0, defaultHeaders: { 'x-api-key': apiKey } }).messages.create(asked));
  },

  async unknownModel() {
    return client().messages.create({ ...asked, model: 'nobody/knows-this' });
  },

  async wrongKey() {
    return new Anthropic({ apiKey: 'jinf_wrong', baseURL: host, maxRetries: 0 }).messages.create(asked);
  },
});
