using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// The token counts of Anthropic's <c>usage</c> object. A stream has two: at its start with the prompt's counts, at its end with the answer's
/// and, in newer versions, all of them. The later count applies. Input tokens do not include cached tokens; output tokens include thinking.
/// </summary>
internal struct MessagesUsage
{
    private long? input;
    private long? output;
    private long? thinking;
    private long? cacheRead;
    private long? cacheWrite;
    private long? written5m;
    private long? written1h;
    private long? searches;
    private long? executions;

    public readonly TokenBuckets Buckets
    {
        get
        {
            var hour = written1h ?? 0;
            var reasoning = Math.Min(thinking ?? 0, output ?? 0);
            return new TokenBuckets
            {
                InputUncached = input ?? 0,
                CacheRead = cacheRead ?? 0,
                CacheWrite5m = written5m is { } short5 && short5 + hour >= (cacheWrite ?? 0)
                    ? short5
                    : Math.Max(0, (cacheWrite ?? 0) - hour),
                CacheWrite1h = hour,
                OutputText = (output ?? 0) - reasoning,
                OutputReasoning = reasoning,
            };
        }
    }

    /// <summary>The prompt's tokens are those of <c>input_tokens</c>, those read from the cache and those written to it.</summary>
    private readonly UsageMismatch? Mismatch =>
        UsageMismatch.Find(Buckets, (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? (written5m ?? 0) + (written1h ?? 0)), output ?? 0, total: null);

    /// <summary>Reports the tokens and the calls of hosted tools.</summary>
    public readonly void Report(IResponseSink sink)
    {
        new ReportedUsage(Buckets, Mismatch).ReportTo(sink);
        if (searches is { } searchCalls) sink.HostedToolCalls("web_search", searchCalls);
        if (executions is { } executionCalls) sink.HostedToolCalls("code_execution", executionCalls);
    }

    /// <summary>Reads the object at whose start the reader is over an earlier one, and leaves the reader at the object's end.</summary>
    public void Read(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("input_tokens"u8)) input = ReportedCount.Read(ref json) ?? input;
            else if (json.ValueTextEquals("output_tokens"u8)) output = ReportedCount.Read(ref json) ?? output;
            else if (json.ValueTextEquals("cache_read_input_tokens"u8)) cacheRead = ReportedCount.Read(ref json) ?? cacheRead;
            else if (json.ValueTextEquals("cache_creation_input_tokens"u8)) cacheWrite = ReportedCount.Read(ref json) ?? cacheWrite;
            else if (json.ValueTextEquals("cache_creation"u8)) ReadDetails(ref json);
            else if (json.ValueTextEquals("output_tokens_details"u8)) ReadDetails(ref json);
            else if (json.ValueTextEquals("server_tool_use"u8)) ReadDetails(ref json);
            else json.Skip();
        }
    }

    private void ReadDetails(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("ephemeral_5m_input_tokens"u8)) written5m = ReportedCount.Read(ref json) ?? written5m;
            else if (json.ValueTextEquals("ephemeral_1h_input_tokens"u8)) written1h = ReportedCount.Read(ref json) ?? written1h;
            else if (json.ValueTextEquals("web_search_requests"u8)) searches = ReportedCount.Read(ref json) ?? searches;
            else if (json.ValueTextEquals("code_execution_requests"u8)) executions = ReportedCount.Read(ref json) ?? executions;
            else if (json.ValueTextEquals("thinking_tokens"u8)) thinking = ReportedCount.Read(ref json) ?? thinking;
            else json.Skip();
        }
    }
}
