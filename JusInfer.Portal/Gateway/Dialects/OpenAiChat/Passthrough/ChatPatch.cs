using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Changes the body of a chat completion request that is passed through: the model's name, the usage option of a stream, which the gateway
/// always sets, and what makes a model continue an interrupted answer.
/// </summary>
internal static class ChatPatch
{
    private static readonly byte[] FinalMessage = ",\"continue_final_message\":true,\"add_generation_prompt\":false"u8.ToArray();
    private static readonly byte[] MaxCompletionTokensName = "\"max_completion_tokens\""u8.ToArray();
    private static readonly byte[] StreamOptions = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] UsageOption = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] UsageOptionPrefix = "\"include_usage\":true,"u8.ToArray();

    public static BodyPatch Patch(RequestBody body, CallRequest request, ChatRequestRanges ranges, UpstreamAddress address, bool isStreamed)
    {
        var patch = new BodyPatch(body.Memory);
        if (!isStreamed || request.WantsUsage)
        {
            patch.Replace(ranges.Model, address.Model);
            return patch;
        }

        if (ranges.StreamOptions is not { } options)
        {
            patch.Replace(ranges.Model, address.Model);
            patch.Insert(ranges.Model.End.Value, StreamOptions);
            return patch;
        }

        patch.Replace(ranges.Model, address.Model);
        if (ranges.IncludeUsage is { } includeUsage) patch.Replace(includeUsage, True);
        else if (HasProperties(body.Span[options])) patch.Insert(options.Start.Value + 1, UsageOptionPrefix);
        else patch.Replace(options, UsageOption);
        return patch;
    }

    /// <summary>Names the session to the provider's cache, if it takes the name.</summary>
    public static void AddCacheKey(BodyPatch patch, ChatRequestRanges ranges, Call call)
    {
        if (PromptCacheKey.FieldFor(call) is { } field) patch.Insert(ranges.Model.End.Value, field);
    }

    /// <summary>
    /// Renames <c>max_tokens</c> to <c>max_completion_tokens</c> for OpenAI's reasoning models, which reject the old name
    /// (platform.openai.com/docs/api-reference/chat/create). A client of an automatically selected model cannot know this.
    /// </summary>
    public static void RenameMaxTokens(BodyPatch patch, ChatRequestRanges ranges, RouteTarget target)
    {
        if (ranges.MaxTokensName is { } name && target.Model.Has(Capabilities.Reasoning)
            && EndpointRules.From(target.Endpoint.Provider).IsOpenAi)
            patch.Replace(name, MaxCompletionTokensName);
    }

    /// <summary>
    /// Replaces the effort with one that the target model supports, and removes fields that the model rejects with it: a client of an
    /// automatically selected model cannot know them.
    /// </summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The fields of the request.</param>
    /// <param name="target">The target of the call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    public static void AdaptReasoning(BodyPatch patch, ChatRequestRanges ranges, RouteTarget target, List<Range> cuts)
    {
        if (OpenAiGeneration.From(target.Endpoint.Model) is not { } openAi) return;
        var requested = EffortMapping.Parse(ranges.EffortName);
        var isOpenAi = EndpointRules.From(target.Endpoint.Provider).IsOpenAi;
        var effort = ranges.HasTools && isOpenAi ? openAi.EffortWithTools(requested) : requested;
        var name = openAi.EffortName(effort);
        if (ranges.ReasoningEffort is not { } field)
        {
            if (name is not null) patch.Insert(ranges.Model.End.Value, Encoding.ASCII.GetBytes($",\"reasoning_effort\":\"{name}\""));
        }
        else if (name is null)
        {
            if (requested is not null) cuts.Add(field.FullRange);
        }
        else if (name != ranges.EffortName)
        {
            patch.Replace(field.Value, Encoding.ASCII.GetBytes($"\"{name}\""));
        }

        if (ranges.Sampling is { } sampling && !openAi.SupportsSampling(effort))
            cuts.AddRange(sampling.Select(static field => field.FullRange));
    }

    /// <summary>
    /// Lowers the token limit to what the call's hold covers, and to what an interrupted answer has left; adds one if the hold requires it.
    /// </summary>
    public static void LimitOutput(BodyPatch patch, ReadOnlySpan<byte> body, ChatRequestRanges ranges, RouteTarget target, OutputLimit limit)
    {
        limit.Patch(patch, body, ranges.MaxTokens);
        limit.Patch(patch, body, ranges.MaxCompletionTokens);
        if (ranges.MaxTokens is null && ranges.MaxCompletionTokens is null)
            limit.Add(
                patch, ranges.Model.End.Value,
                EndpointRules.From(target.Endpoint.Provider).IsOpenAi ? "max_completion_tokens" : "max_tokens");
    }

    /// <summary>
    /// Appends the turns of a continuation to the messages. DeepSeek and Mistral require the unfinished turn to
    /// be marked (api-docs.deepseek.com/guides/chat_prefix_completion, docs.mistral.ai/capabilities/completion); vLLM has request fields
    /// for it (docs.vllm.ai, chat API, extra parameters).
    /// </summary>
    public static void AddContinuation(BodyPatch patch, ChatRequestRanges ranges, ContinuationPlan plan)
    {
        if (plan.AssistantText is not { } delivered) return;
        ReadOnlySpan<byte> mark = plan.Mode == Continuation.Prefix ? ",\"prefix\":true"u8 : [];
        patch.Insert(
            ranges.MessagesEndOffset, (byte[])[.. ",{\"role\":\"assistant\",\"content\":"u8, .. delivered.Quoted, .. mark, (byte)'}']);
        if (plan.UserPrompt is { } prompt)
            patch.Insert(ranges.MessagesEndOffset, (byte[])[.. ",{\"role\":\"user\",\"content\":"u8, .. prompt.Quoted, (byte)'}']);
        if (plan.Mode == Continuation.ContinueFinalMessage) patch.Insert(ranges.MessagesEndOffset + 1, FinalMessage);
    }

    private static bool HasProperties(ReadOnlySpan<byte> options) => options.Contains((byte)'"');
}
