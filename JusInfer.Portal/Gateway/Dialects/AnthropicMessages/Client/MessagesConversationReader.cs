using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads a Messages request completely, for translation to another dialect. Features that only Anthropic has, such as context editing, are
/// omitted.
/// </summary>
internal static class MessagesConversationReader
{
    /// <param name="json">The request without the parts that the request policy removes.</param>
    /// <param name="removedTools">The names of the tools among those parts.</param>
    /// <exception cref="RequestFault">The request is invalid, or uses a feature that other dialects do not have.</exception>
    public static Conversation Read(ReadOnlyMemory<byte> json, ImmutableArray<string> removedTools) =>
        ConversationSource.Read(json, source => Read(source, removedTools));

    private static Conversation Read(JsonDocument source, ImmutableArray<string> removedTools)
    {
        var body = new BodyValue(source.RootElement, "").Object();
        if (body.Find("compaction") is { } compaction) throw CompactionUnsupported(compaction);
        var choice = body.Find("tool_choice");
        var tools = MessagesToolReader.Read(body);
        foreach (var removed in removedTools) tools.AddOther(removed);
        var turns = MessagesTurnReader.Read(body, tools);
        var toolChoice = choice is { } chosen ? MessagesToolReader.Choice(chosen, tools) : ToolChoice.Auto;
        tools.LoadAllIfNone();
        return new Conversation
        {
            Source = source,
            Turns = turns,
            Tools = tools.Offered,
            WithheldTools = tools.Withheld,
            ToolChoice = toolChoice,
            ParallelToolCalls = choice is { IsObject: true } given && given.Find("disable_parallel_tool_use")?.Flag() is { } isDisabled
                ? !isDisabled
                : null,
            Format = Format(body),
            MaxOutputTokens = body.Find("max_tokens")?.Count(),
            Reasoning = Reasoning(body),
            Stop = StopSequences.Read(body.Find("stop_sequences")),
            Sampling = new Sampling
            {
                Temperature = body.Find("temperature")?.Number(),
                TopP = body.Find("top_p")?.Number(),
                TopK = body.Find("top_k")?.Number(),
            },
            CacheControl = body.Find("cache_control")?.Json,
            User = EncodedUserId.Decode(
                body.Find("metadata") is { IsObject: true } metadata ? metadata.Find("user_id")?.String() : null).User,
            ServiceTier = body.Find("service_tier")?.String() switch { "standard_only" => "default", var tier => tier },
        };
    }

    /// <summary>
    /// The error for a request of a summary in place of an answer (platform.claude.com/docs/en/build-with-claude/compaction-on-demand).
    /// Anthropic signs the summary, and its API rejects one of another provider when the conversation returns to it.
    /// </summary>
    private static RequestFault CompactionUnsupported(BodyValue compaction) => RequestFault.Unsupported(
        $"'{compaction.Path}' asks for a summary that Anthropic signs, which the selected model cannot give. Ask for the summary in a "
        + $"message and leave '{compaction.Path}' out, or request a Claude model whose provider uses Anthropic's API.",
        compaction.Path);

    /// <summary>Reads the output format from its current field or from that of the beta.</summary>
    private static OutputFormat Format(BodyValue body)
    {
        if ((body.Find("output_config")?.Find("format") ?? body.Find("output_format")) is not { } format) return OutputFormat.Text;
        var type = format.Require("type", "json_schema");
        return type.String() == "json_schema"
            ? OutputFormat.JsonSchema.Conforming(format.Require("schema", "the schema of the answer").Object().Json) with
            {
                Name = "answer",
            }
            : throw type.Fault("must be json_schema");
    }

    private static ReasoningOptions? Reasoning(BodyValue body)
    {
        var effort = EffortMapping.Parse(body.Find("output_config")?.Find("effort")?.String());
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
