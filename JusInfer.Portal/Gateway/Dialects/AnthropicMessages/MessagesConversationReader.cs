using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Reads the whole of a Messages request that is to be put to a provider of another dialect. What only Anthropic can do with it, such as editing the
/// context on its side, is left out.
/// </summary>
internal static class MessagesConversationReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <exception cref="ConversationFault">Something in it is malformed, or has no words elsewhere.</exception>
    public static Conversation Read(ReadOnlyMemory<byte> body)
    {
        var document = JsonDocument.Parse(body, Options);
        try
        {
            return Read(document);
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    private static Conversation Read(JsonDocument document)
    {
        var root = document.RootElement;
        var choice = Fields.Object(root, "tool_choice");
        return new Conversation
        {
            Source = document,
            Turns = MessagesTurnReader.Read(root),
            Tools = MessagesToolReader.Read(root),
            ToolChoice = MessagesToolReader.ChoiceOf(choice),
            ParallelToolCalls = choice is { } said && Fields.Flag(said, "disable_parallel_tool_use") is { } disabled ? !disabled : null,
            Format = FormatOf(root),
            MaxOutputTokens = Fields.Count(root, "max_tokens"),
            Reasoning = ReasoningOf(root),
            Stop = StopOf(root),
            Sampling = new Sampling
            {
                Temperature = Fields.Number(root, "temperature"),
                TopP = Fields.Number(root, "top_p"),
                TopK = Fields.Number(root, "top_k"),
            },
            User = Fields.Object(root, "metadata") is { } metadata && Fields.String(metadata, "user_id") is { } user ? PackedName.Unpack(user).User : null,
            ServiceTier = Fields.String(root, "service_tier") switch { "standard_only" => "default", var tier => tier },
        };
    }

    private static ImmutableArray<JsonText> StopOf(JsonElement root)
    {
        if (Fields.Array(root, "stop_sequences") is not { } sequences) return [];
        var stop = ImmutableArray.CreateBuilder<JsonText>();
        foreach (var sequence in sequences.EnumerateArray())
        {
            if (sequence.ValueKind != JsonValueKind.String) throw new ConversationFault($"'stop_sequences[{stop.Count}]' must be a string.", $"stop_sequences[{stop.Count}]");
            stop.Add(JsonText.Of(sequence));
        }

        return stop.ToImmutable();
    }

    /// <summary>Where it stands now, or where it stood in the beta.</summary>
    private static OutputFormat FormatOf(JsonElement root)
    {
        var format = Fields.Object(root, "output_config") is { } config ? Fields.Object(config, "format") : null;
        if ((format ?? Fields.Object(root, "output_format")) is not { } asked) return OutputFormat.Text;
        if (Fields.String(asked, "type") != "json_schema" || Fields.Object(asked, "schema") is not { } schema)
            throw ConversationFault.Unsupported("The output format must be {\"type\":\"json_schema\",\"schema\":{…}}.", "output_config.format");
        return new OutputFormat.JsonSchema(schema) { Name = "answer", Strict = true };
    }

    private static ReasoningWish? ReasoningOf(JsonElement root)
    {
        var effort = Fields.Object(root, "output_config") is { } config ? EffortOf(Fields.String(config, "effort")) : null;
        if (Fields.Object(root, "thinking") is not { } thinking) return effort is null ? null : new ReasoningWish { Effort = effort };
        if (Fields.String(thinking, "type") is "disabled" or "between_tools") return new ReasoningWish { Effort = Effort.None };
        var budget = Fields.Count(thinking, "budget_tokens");
        return new ReasoningWish
        {
            Effort = effort ?? (budget is { } tokens ? ThinkingBudget.EffortOf(tokens) : null),
            BudgetTokens = budget,
            Visible = Fields.String(thinking, "display") != "omitted",
        };
    }

    private static Effort? EffortOf(string? level) => level switch
    {
        "low" => Effort.Low,
        "medium" => Effort.Medium,
        "high" => Effort.High,
        "xhigh" or "max" => Effort.Max,
        _ => null,
    };
}
