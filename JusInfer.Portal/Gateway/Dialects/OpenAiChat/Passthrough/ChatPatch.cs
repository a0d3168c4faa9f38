using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// What changes in a completion's body between two ends that speak the same dialect: the model's name, and the usage of a stream, which the
/// gateway always asks for; and what has a model go on with an answer that broke off.
/// </summary>
internal static class ChatPatch
{
    private static readonly byte[] FinalMessage = ",\"continue_final_message\":true,\"add_generation_prompt\":false"u8.ToArray();
    private static readonly byte[] NewerBound = "\"max_completion_tokens\""u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] UsageOption = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] UsageOptionAndMore = "\"include_usage\":true,"u8.ToArray();

    public static BodyPatch Patch(RequestBody body, CallRequest request, ChatRequestSpans spans, UpstreamAddress address)
    {
        var patch = new BodyPatch(body.Memory);
        if (!request.Stream || request.WantsUsage)
        {
            patch.Replace(spans.Model, address.Model);
            return patch;
        }

        if (spans.StreamOptions is not { } options)
        {
            patch.Replace(spans.Model, address.ModelWithUsageOption);
            return patch;
        }

        patch.Replace(spans.Model, address.Model);
        if (spans.IncludeUsage is { } includeUsage) patch.Replace(includeUsage, True);
        else if (HoldsProperties(body.Span[options])) patch.Insert(options.Start.Value + 1, UsageOptionAndMore);
        else patch.Replace(options, UsageOption);
        return patch;
    }

    /// <summary>
    /// OpenAI's reasoning models refuse <c>max_tokens</c> (platform.openai.com/docs/api-reference/chat/create), and a client that asked for
    /// any model could not know that one of them would answer: there it goes by its newer name.
    /// </summary>
    public static void RenameBound(BodyPatch patch, ChatRequestSpans spans, RouteTarget target)
    {
        if (spans.OlderBound is { } name && target.Model.Has(Capabilities.Reasoning) && ChatTraits.Of(target.Endpoint.Provider).IsOpenAi)
            patch.Replace(name, NewerBound);
    }

    /// <summary>
    /// Makes an effort one that the model at hand takes, and takes out what it refuses beside one: a client that asked for any model could
    /// not know. Comes last, since what is put in at a place stands before what is cut out there.
    /// </summary>
    public static void FitReasoning(BodyPatch patch, ReadOnlySpan<byte> body, ChatRequestSpans spans, RouteTarget target)
    {
        if (OpenAiGeneration.Of(target.Endpoint.Model) is not { } openAi) return;
        var asked = Efforts.Read(spans.EffortWord);
        var effort = spans.HasTools && ChatTraits.Of(target.Endpoint.Provider).IsOpenAi ? openAi.BesideTools(asked) : asked;
        var word = openAi.Word(effort);
        List<Range> cuts = [];
        if (spans.ReasoningEffort is not { } field)
        {
            if (word is not null) patch.Insert(spans.Model.End.Value, Encoding.ASCII.GetBytes($",\"reasoning_effort\":\"{word}\""));
        }
        else if (word is null)
        {
            if (asked is not null) cuts.Add(field.FullRange);
        }
        else if (word != spans.EffortWord)
        {
            patch.Replace(field.Value, Encoding.ASCII.GetBytes($"\"{word}\""));
        }

        if (spans.Sampling is { } sampling && !openAi.TakesSampling(effort))
            cuts.AddRange(sampling.Select(static field => field.FullRange));
        JsonMembers.Remove(patch, body, cuts);
    }

    /// <summary>
    /// Puts the turns of a continuation at the end of the messages and lowers the bound. DeepSeek and Mistral want the unfinished one
    /// marked (api-docs.deepseek.com/guides/chat_prefix_completion, docs.mistral.ai/capabilities/completion), vLLM has fields of the
    /// request for it (docs.vllm.ai, chat API, extra parameters).
    /// </summary>
    public static void GoOn(BodyPatch patch, ReadOnlySpan<byte> body, ChatRequestSpans spans, ContinuationPlan plan)
    {
        plan.LowerBound(patch, body, spans.MaxTokens);
        plan.LowerBound(patch, body, spans.MaxCompletionTokens);
        if (plan.Said is not { } said) return;
        ReadOnlySpan<byte> mark = plan.Mode == Continuation.Prefix ? ",\"prefix\":true"u8 : [];
        patch.Insert(spans.MessagesClose, (byte[])[.. ",{\"role\":\"assistant\",\"content\":"u8, .. said.Quoted, .. mark, (byte)'}']);
        if (plan.Asked is { } asked)
            patch.Insert(spans.MessagesClose, (byte[])[.. ",{\"role\":\"user\",\"content\":"u8, .. asked.Quoted, (byte)'}']);
        if (plan.Mode == Continuation.ContinueFinalMessage) patch.Insert(spans.MessagesClose + 1, FinalMessage);
    }

    private static bool HoldsProperties(ReadOnlySpan<byte> options) => options.Contains((byte)'"');
}
