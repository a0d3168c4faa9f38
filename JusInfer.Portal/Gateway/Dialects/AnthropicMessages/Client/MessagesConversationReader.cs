using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads the whole of a Messages request that is to be put to a provider of another dialect. What only Anthropic can do with it, such as
/// editing the context on its side, is left out.
/// </summary>
internal static class MessagesConversationReader
{
    /// <exception cref="RequestFault">Something in it is malformed, or has no words elsewhere.</exception>
    public static Conversation Read(ReadOnlyMemory<byte> json) => ConversationSource.Read(json, Read);

    private static Conversation Read(JsonDocument source)
    {
        var body = new BodyValue(source.RootElement, "").Object();
        var choice = body.Find("tool_choice");
        return new Conversation
        {
            Source = source,
            Turns = MessagesTurnReader.Read(body),
            Tools = MessagesToolReader.Read(body),
            ToolChoice = choice is { } chosen ? MessagesToolReader.Choice(chosen) : ToolChoice.Auto,
            ParallelToolCalls = choice?.Find("disable_parallel_tool_use")?.Flag() is { } isDisabled ? !isDisabled : null,
            Format = Format(body),
            MaxOutputTokens = body.Find("max_tokens")?.Count(),
            Reasoning = Reasoning(body),
            Stop = [.. (body.Find("stop_sequences")?.Items() ?? []).Select(static sequence => sequence.Text())],
            Sampling = new Sampling
            {
                Temperature = body.Find("temperature")?.Number(),
                TopP = body.Find("top_p")?.Number(),
                TopK = body.Find("top_k")?.Number(),
            },
            User = EncodedUserId.Unpack(body.Find("metadata")?.Find("user_id")?.String()).User,
            ServiceTier = body.Find("service_tier")?.String() switch { "standard_only" => "default", var tier => tier },
        };
    }

    /// <summary>Where it stands now, or where it stood in the beta.</summary>
    private static OutputFormat Format(BodyValue body)
    {
        if ((body.Find("output_config")?.Find("format") ?? body.Find("output_format")) is not { } format) return OutputFormat.Text;
        var type = format.Need("type", "json_schema");
        return type.String() == "json_schema"
            ? new OutputFormat.JsonSchema(format.Need("schema", "the schema of the answer").Object().Json) { Name = "answer" }
            : throw type.Fault("must be json_schema");
    }

    private static ReasoningOptions? Reasoning(BodyValue body)
    {
        var effort = Efforts.Read(body.Find("output_config")?.Find("effort")?.String());
        if (body.Find("thinking") is not { } thinking) return effort is null ? null : new ReasoningOptions { Effort = effort };
        if (thinking.Find("type")?.String() is "disabled" or "between_tools") return new ReasoningOptions { Effort = Effort.None };
        return new ReasoningOptions
        {
            Effort = effort,
            BudgetTokens = thinking.Find("budget_tokens")?.Count(),
            Visible = thinking.Find("display")?.String() != "omitted",
        };
    }
}
