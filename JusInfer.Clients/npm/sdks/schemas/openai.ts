// The answers of OpenAI's API as its SDK declares them. Each type that is exported becomes a schema.
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Completion } from 'openai/resources/completions';
import type { CreateEmbeddingResponse } from 'openai/resources/embeddings';
import type { Model } from 'openai/resources/models';
import type { InputTokenCountResponse } from 'openai/resources/responses/input-tokens';
import type { CompactedResponse, Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { ErrorObject } from 'openai/resources/shared';

export type Chat = ChatCompletion;
export type ChatChunk = ChatCompletionChunk;
export type Completions = Completion;
export type CompletionsChunk = Completion;
export type Embeddings = CreateEmbeddingResponse;
export type Responses = Response;
export type ResponsesEvent = ResponseStreamEvent;
export type Compact = CompactedResponse;
export type InputTokens = InputTokenCountResponse;
export type Models = { object: 'list'; data: Model[] };
export type OneModel = Model;
export type Failure = { error: ErrorObject };
