using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>Reads the whole of a request that is to be put to a model behind another dialect.</summary>
internal static class ResponsesConversationReader
{
    /// <param name="body">The request, with what was recalled in its place; must outlive the conversation.</param>
    /// <param name="recalled">How many of its items come from kept responses.</param>
    /// <exception cref="RequestFault">It is malformed, or asks for what only OpenAI has.</exception>
    public static Conversation Read(ReadOnlyMemory<byte> body, int recalled)
    {
        try
        {
            return ConversationSource.Read(body, source => Read(source, recalled));
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            throw new RequestFault("The request holds half a surrogate pair, which is no text.", "input");
        }
    }

    private static Conversation Read(JsonDocument source, int recalled)
    {
        var root = source.RootElement;
        if (root.TryGetProperty("prompt", out var prompt) && prompt.ValueKind != JsonValueKind.Null)
            throw RequestFault.Unsupported(
                "Prompt templates are kept at OpenAI, and the model that answers here runs elsewhere. Send the prompt in 'instructions' "
                + "and 'input'.",
                "prompt");
        var (tools, choice) = ResponsesToolReader.Read(root);
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
            Verbosity = text is { } said ? Fields.Text(said, "verbosity") : null,
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
            if (!JsonText.Of(instructions).IsEmpty) items.Say(Role.System, instructions, "instructions");
        }

        if (root.TryGetProperty("input", out var input))
        {
            if (input.ValueKind == JsonValueKind.String) items.Say(Role.User, input, "input");
            else if (input.ValueKind == JsonValueKind.Array)
            {
                var number = 0;
                foreach (var item in input.EnumerateArray()) items.Read(item, number++);
            }
        }

        var turns = items.Turns();
        return turns.IsEmpty
            ? throw new RequestFault("The field 'input' holds nothing that a model could answer: send at least one message.", "input")
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
        var word = Fields.Text(reasoning, "effort");
        var effort = Efforts.Read(word);
        if (effort is null && word is not null)
            throw new RequestFault("The field 'reasoning.effort' must be none, minimal, low, medium, high or xhigh.", "reasoning.effort");
        return effort is null && summary is null
            ? null
            : new ReasoningOptions { Effort = effort, Summary = summary, Visible = summary is not null };
    }
}
