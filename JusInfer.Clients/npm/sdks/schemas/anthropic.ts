// The answers of Anthropic's API as its SDK declares them. Each type that is exported becomes a schema.
import type { Message, MessageTokensCount, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages/messages';
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';
import type { ErrorResponse } from '@anthropic-ai/sdk/resources/shared';

export type Messages = Message;
// Streams also have pings and errors, which the SDK handles itself.
export type MessagesEvent = RawMessageStreamEvent | { type: 'ping' } | ErrorResponse;
export type CountTokens = MessageTokensCount;
export type Models = { data: ModelInfo[]; has_more: boolean; first_id: string | null; last_id: string | null };
export type OneModel = ModelInfo;
export type Failure = ErrorResponse;
