using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads a chat completion request (platform.openai.com/docs/api-reference/chat/create) completely, for translation. Ignores unknown
/// fields.
/// </summary>
internal static class ChatConversationReader
{
    /// <exception cref="RequestFault">A field has an invalid value.</exception>
    public static Conversation Read(Call call) => Read(PolicyDecision.From(call).Reduce(call.Context.Body.Memory));

    public static Conversation Read(ReadOnlyMemory<byte> json) => ConversationSource.Read(json, Read);

    private static Conversation Read(JsonDocument source)
    {
        var body = new BodyValue(source.RootElement, "").Object();
        var (tools, choice) = ChatToolsReader.Read(body);
        return new Conversation
        {
            Source = source,
            Turns = ChatTurnsReader.Read(body.Require("messages", "send the conversation as an array of messages"), tools),
            Tools = tools,
            ToolChoice = choice,
            ParallelToolCalls = ChatToolsReader.OffersFunctions(body) ? false : ParallelToolCalls(body),
            Format = Format(body.Find("response_format")),
            MaxOutputTokens = (body.Find("max_completion_tokens") ?? body.Find("max_tokens"))?.Count(),
            Reasoning = Reasoning(body),
            Stop = StopSequences.Read(body.Find("stop")),
            Sampling = Sampling(body),
            User = (body.Find("safety_identifier") ?? body.Find("user"))?.String(),
            Metadata = body.Find("metadata")?.ObjectOrNone(),
            CacheControl = body.Find("cache_control")?.Json,
            CacheKey = body.Find("prompt_cache_key")?.String(),
            CacheRetention = body.Find("prompt_cache_retention")?.String(),
            Verbosity = body.Find("verbosity")?.String(),
            ServiceTier = body.Find("service_tier")?.String(),
        };
    }

    private static bool? ParallelToolCalls(BodyValue body)
    {
        if (body.Find("parallel_tool_calls") is { } flag) return flag.Flag();
        return ToolChoiceReader.ExcludesParallelCalls(body.Find("tool_choice")) ? false : null;
    }

    private static OutputFormat Format(BodyValue? format)
    {
        if (format is not { } given) return OutputFormat.Text;
        var type = given.Require("type", "text, json_object or json_schema");
        switch (type.String())
        {
            case "text":
                return OutputFormat.Text;
            case "json_object":
                // Together puts the schema directly into response_format.
                return given.Find("schema") is { } schema ? new OutputFormat.JsonSchema(schema.Object().Json) : OutputFormat.JsonObject;
            case "json_schema":
                var schemaFormat = given.Require("json_schema", "an object with a name and a schema");
                return new OutputFormat.JsonSchema(schemaFormat.Require("schema", "the JSON schema of the answer").Json)
                {
                    Name = schemaFormat.Find("name")?.String(),
                    Description = schemaFormat.Find("description")?.Text(),
                    Strict = schemaFormat.Find("strict")?.Flag(),
                };
            default:
                throw type.Fault("must be text, json_object or json_schema");
        }
    }

    /// <summary>Reads OpenAI's <c>reasoning_effort</c>, or OpenRouter's object <c>reasoning</c>.</summary>
    private static ReasoningOptions? Reasoning(BodyValue body)
    {
        if (body.Find("reasoning_effort") is { } effort) return new ReasoningOptions { Effort = Effort(effort) };
        if (body.Find("reasoning") is not { IsObject: true } options) return null;
        return new ReasoningOptions
        {
            Effort = options.Find("effort") is { } level ? Effort(level) : null,
            BudgetTokens = options.Find("max_tokens")?.Count(),
            Visible = options.Find("exclude")?.Flag() is not true,
            Summary = options.Find("summary")?.String(),
        };
    }

    private static Effort Effort(BodyValue effort) =>
        EffortMapping.Parse(effort.String()) ?? throw effort.Fault("must be none, minimal, low, medium, high or xhigh");

    private static Sampling Sampling(BodyValue body) => new()
    {
        Temperature = body.Find("temperature")?.Number(),
        TopP = body.Find("top_p")?.Number(),
        TopK = body.Find("top_k")?.Number(),
        FrequencyPenalty = body.Find("frequency_penalty")?.Number(),
        PresencePenalty = body.Find("presence_penalty")?.Number(),
        Seed = body.Find("seed")?.Number(),
        LogitBias = body.Find("logit_bias")?.ObjectOrNone(),
        Choices = body.Find("n")?.Count() ?? 1,
        Logprobs = body.Find("logprobs")?.Flag() is true,
        TopLogprobs = body.Find("top_logprobs")?.Count(),
    };
}
