using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>Reads a text completion request as a conversation with one user turn.</summary>
internal static class PromptAsChat
{
    /// <exception cref="RequestFault">The request uses a feature that a chat does not have.</exception>
    public static Conversation Read(Call call)
    {
        if (((CompletionsRequest)call.Context.Request).CompletionsOnlyField is { } field)
        {
            throw RequestFault.Unsupported(
                $"{call.Target.Model.Id} is called as a chat model, which does not support '{field}'. Leave it out, or use a model whose "
                + "capabilities in GET /v1/models include 'completions'.",
                field);
        }

        return ConversationSource.Read(PolicyDecision.From(call).Reduce(call.Context.Body.Memory), source => Read(source, call));
    }

    private static Conversation Read(JsonDocument source, Call call)
    {
        var body = new BodyValue(source.RootElement, "");
        var prompt = body.Require("prompt", "send the text to complete");
        if (prompt.IsArray) prompt = prompt.Items()[0];
        return new Conversation
        {
            Source = source,
            Turns = [new Turn(TurnRole.User, [new Part.Text(prompt.Text())], prompt.Path)],
            MaxOutputTokens = call.Context.Request.Features.MaxOutputTokens,
            User = call.Context.Request.User,
            CacheKey = body.Find("prompt_cache_key")?.String(),
            CacheRetention = body.Find("prompt_cache_retention")?.String(),
            ServiceTier = body.Find("service_tier") is { IsString: true } tier ? tier.String() : null,
            Stop = StopSequences.Read(body.Find("stop")),
            Sampling = new Sampling
            {
                Temperature = body.Find("temperature")?.Number(),
                TopP = body.Find("top_p")?.Number(),
                FrequencyPenalty = body.Find("frequency_penalty")?.Number(),
                PresencePenalty = body.Find("presence_penalty")?.Number(),
                Seed = body.Find("seed")?.Number(),
                LogitBias = body.Find("logit_bias")?.Object().Json,
            },
        };
    }
}
