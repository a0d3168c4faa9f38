using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>
/// Reads a request completely, for its translation. Ignores options that belong to a local model's engine, such as the size of its context.
/// </summary>
internal static class OllamaConversationReader
{
    public static Conversation ReadChat(Call call) => Read(
        call, static body => OllamaTurnsReader.Read(body.Require("messages", "send the conversation as an array of messages")));

    public static Conversation ReadGenerate(Call call) => Read(call, Prompt);

    private static Conversation Read(Call call, Func<BodyValue, ImmutableArray<Turn>> readTurns) =>
        ConversationSource.Read(call.Context.Body.Memory, source =>
        {
            var body = new BodyValue(source.RootElement, "");
            var options = body.Find("options");
            return new Conversation
            {
                Source = source,
                Turns = readTurns(body),
                Tools = body.Find("tools") is { } tools
                    ? UniqueTools.Of([.. tools.Items().Select(Tool)], static index => $"tools[{index}].function")
                    : [],
                Format = Format(body.Find("format")),
                MaxOutputTokens = call.Context.Request.Features.MaxOutputTokens,
                Reasoning = body.Find("think") is { } think ? Reasoning(think) : null,
                Stop = StopSequences.Read(options?.Find("stop")),
                Sampling = Sampling(body, options),
            };
        });

    private static ImmutableArray<Turn> Prompt(BodyValue body)
    {
        if (body.Find("suffix") is { } suffix && !suffix.Text().IsEmpty)
        {
            throw RequestFault.Unsupported(
                "'suffix' asks for text between two others, which chat models do not support. Leave it out.", "suffix");
        }

        if (body.Find("context") is { } context && !context.Items().IsEmpty)
        {
            throw RequestFault.Unsupported(
                "'context' has the tokens of an earlier answer, which only a local model can read. Send the conversation to /api/chat.",
                "context");
        }

        var turns = ImmutableArray.CreateBuilder<Turn>();
        if (body.Find("system") is { } system && !system.Text().IsEmpty)
            turns.Add(new Turn(TurnRole.System, [new Part.Text(system.Text())], system.Path));
        var prompt = body.Require("prompt", "send the text to answer");
        turns.Add(new Turn(TurnRole.User, [new Part.Text(prompt.Text()), .. OllamaTurnsReader.Images(body)], prompt.Path));
        return turns.ToImmutable();
    }

    private static Tool Tool(BodyValue tool)
    {
        var function = tool.Require("function", "an object with a name and parameters");
        return new Tool
        {
            Name = function.Require("name", "the function's name").String(),
            Description = function.Find("description")?.Text(),
            Schema = function.Find("parameters")?.ObjectOrNone(),
        };
    }

    private static OutputFormat Format(BodyValue? format) => format switch
    {
        { IsObject: true } schema => OutputFormat.JsonSchema.Conforming(schema.Json),
        { IsString: true } name when !name.Text().IsEmpty => OutputFormat.JsonObject,
        _ => OutputFormat.Text,
    };

    /// <summary>Reads true, false or the name of an effort.</summary>
    private static ReasoningOptions Reasoning(BodyValue think) => new()
    {
        Effort = think.IsString
            ? EffortMapping.Parse(think.String()) ?? throw think.Fault("must be true, false, low, medium or high")
            : think.Flag() ? Effort.Medium : Effort.None,
    };

    private static Sampling Sampling(BodyValue body, BodyValue? options) => new()
    {
        Temperature = Number(options, "temperature"),
        TopP = Number(options, "top_p"),
        TopK = Number(options, "top_k"),
        FrequencyPenalty = Number(options, "frequency_penalty"),
        PresencePenalty = Number(options, "presence_penalty"),
        Seed = Number(options, "seed"),
        Logprobs = body.Find("logprobs")?.Flag() is true,
        TopLogprobs = body.Find("top_logprobs")?.Count(),
    };

    private static JsonElement? Number(BodyValue? options, string name) => options?.Find(name)?.Number();
}
