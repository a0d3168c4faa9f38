using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// What changes in a completion's body between two ends that speak the same dialect: the model's name, and the usage of a stream, which the
/// gateway always asks for.
/// </summary>
internal static class ChatBody
{
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
    /// OpenAI's reasoning models refuse <c>max_tokens</c> (platform.openai.com/docs/api-reference/chat/create), and a client that asked for any model
    /// could not know that one of them would answer: there it goes by its newer name.
    /// </summary>
    public static void RenameBound(BodyPatch patch, ChatRequestSpans spans, RouteTarget target)
    {
        if (spans.OlderBound is { } name && target.Model.Has(Capabilities.Reasoning) && ChatTraits.Of(target.Endpoint.Provider).IsOpenAi) patch.Replace(name, NewerBound);
    }

    private static bool HoldsProperties(ReadOnlySpan<byte> options) => options.Contains((byte)'"');
}
