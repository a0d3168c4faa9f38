using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>Reads a request completely, for translation to another dialect.</summary>
internal static class ResponsesConversationReader
{
    /// <param name="body">The request with the recalled items inserted; must outlive the conversation.</param>
    /// <param name="recalled">The number of items from stored responses.</param>
    /// <exception cref="RequestFault">The request is invalid, or uses a feature that only OpenAI has.</exception>
    public static Conversation Read(ReadOnlyMemory<byte> body, int recalled)
    {
        try
        {
            return ConversationSource.Read(body, source => Read(source, recalled));
        }
        catch (Exception error) when (UnreadableJson.Caused(error))
        {
            throw new RequestFault("The request contains half of a surrogate pair, which is not valid text.", "input");
        }
    }

    private static Conversation Read(JsonDocument source, int recalled)
    {
        var root = source.RootElement;
        if (root.TryGetProperty("prompt", out var prompt) && prompt.ValueKind != JsonValueKind.Null)
            throw RequestFault.Unsupported(
                "Prompt templates are stored at OpenAI, and another provider serves the selected model. Send the prompt in 'instructions' "
                + "and 'input'.",
                "prompt");
        var (tools, choice) = ResponsesToolReader.Read(root, recalled);
        var include = root.TryGetProperty("include", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(static name => name.GetString())
            : [];
        var top = Fields.Count(root, "top_logprobs");
        var text = Fields.Object(root, "text");
        return new Conversation
        {
            Source = source,
            Turns = ReadTurns(root, recalled),
            Tools = tools,
            ToolChoice = choice,
            ParallelToolCalls = Fields.Flag(root, "parallel_tool_calls"),
            Format = text is { } options && Fields.Object(options, "format") is { } format ? ReadFormat(format) : OutputFormat.Text,
            MaxOutputTokens = Fields.Count(root, "max_output_tokens"),
            Reasoning = Fields.Object(root, "reasoning") is { } reasoning ? ReadReasoning(reasoning) : null,
            Sampling = new Sampling
            {
                Temperature = Fields.Number(root, "temperature"),
                TopP = Fields.Number(root, "top_p"),
                Logprobs = top > 0 || include.Contains("message.output_text.logprobs"),
                TopLogprobs = top,
            },
            User = Fields.Text(root, "user") ?? Fields.Text(root, "safety_identifier"),
            Metadata = Fields.Object(root, "metadata"),
            CacheKey = Fields.Text(root, "prompt_cache_key"),
            CacheRetention = Fields.Text(root, "prompt_cache_retention"),
            Verbosity = text is { } textOptions ? Fields.Text(textOptions, "verbosity") : null,
            ServiceTier = Fields.Text(root, "service_tier"),
        };
    }

    private static ImmutableArray<Turn> ReadTurns(JsonElement root, int recalled)
    {
        var items = new ResponsesItemReader(recalled);
        if (root.TryGetProperty("instructions", out var instructions) && instructions.ValueKind != JsonValueKind.Null)
        {
            if (instructions.ValueKind != JsonValueKind.String)
                throw new RequestFault("The field 'instructions' must be a string.", "instructions");
            if (!JsonText.From(instructions).IsEmpty) items.AddMessage(TurnRole.System, instructions, "instructions");
        }

        if (root.TryGetProperty("input", out var input))
        {
            if (input.ValueKind == JsonValueKind.String) items.AddMessage(TurnRole.User, input, "input");
            else if (input.ValueKind == JsonValueKind.Array)
            {
                var number = 0;
                foreach (var item in input.EnumerateArray()) items.Read(item, number++);
            }
        }

        var turns = items.Turns();
        return turns.IsEmpty
            ? throw new RequestFault("The field 'input' contains nothing that a model could answer: send at least one message.", "input")
            : turns;
    }

    private static OutputFormat ReadFormat(JsonElement format) => Fields.Text(format, "type") switch
    {
        "text" => OutputFormat.Text,
        "json_object" => OutputFormat.JsonObject,
        "json_schema" => new OutputFormat.JsonSchema(
            Fields.Object(format, "schema")
                ?? throw new RequestFault("The field 'text.format.schema' must be an object.", "text.format.schema"))
        {
            Name = Fields.Text(format, "name"),
            Description = Fields.JsonText(format, "description"),
            Strict = Fields.Flag(format, "strict"),
        },
        _ => throw new RequestFault("The field 'text.format.type' must be text, json_object or json_schema.", "text.format.type"),
    };

    private static ReasoningOptions? ReadReasoning(JsonElement reasoning)
    {
        var summary = Fields.Text(reasoning, "summary") ?? Fields.Text(reasoning, "generate_summary");
        var effortName = Fields.Text(reasoning, "effort");
        var effort = EffortMapping.Parse(effortName);
        if (effort is null && effortName is not null)
            throw new RequestFault("The field 'reasoning.effort' must be none, minimal, low, medium, high or xhigh.", "reasoning.effort");
        return effort is null && summary is null
            ? null
            : new ReasoningOptions { Effort = effort, Summary = summary, Visible = summary is not null };
    }
}
