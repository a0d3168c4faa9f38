using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Decides which answers the provider streams although the client receives them when they are complete. A hung provider is then detected at
/// the first token, and an interrupted answer can be continued or repeated before the client has received any of it.
/// </summary>
internal static class ResponseAssembly
{
    /// <summary>Above this limit of output tokens an answer takes long enough to be assembled.</summary>
    private const int MinLongAnswerTokens = 4096;

    private static readonly byte[] StreamField = ",\"stream\":true"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>The answer of the call's current target is assembled from a stream.</summary>
    public static bool AppliesTo(Call call)
    {
        var request = call.Context.Request;
        if (request.IsSentWhole || (request.Stream && call.Attempt.Json is not null)) return true;
        if (request.Stream) return false;
        return call.Interrupted is not null || (call.Target.Endpoint.Provider.AssembleStreams && IsLong(call) && IsText(call));
    }

    /// <summary>
    /// Asks for a stream, if the answer is assembled, in a body that is sent in the client's dialect. Called before anything is removed,
    /// because an insertion must precede a removal at the same offset.
    /// </summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="request">The request.</param>
    /// <param name="isStreamed">The current attempt asks for a stream.</param>
    /// <param name="model">The range of the model's name, after which a field is added.</param>
    public static void RequestStream(BodyPatch patch, CallRequest request, bool isStreamed, Range model)
    {
        if (!isStreamed || request.Stream) return;
        if (request.StreamValue is { } value) patch.Replace(value, True);
        else patch.Insert(model.End.Value, StreamField);
    }

    private static bool IsLong(Call call)
    {
        var features = call.Context.Request.Features;
        return features.RequiredCapabilities.HasFlag(Capabilities.Tools) || call.Target.Model.Has(Capabilities.Reasoning)
            || features.MaxOutputTokens > MinLongAnswerTokens;
    }

    /// <summary>
    /// The answer is one text with reasoning and calls of the client's tools. Whole answers and streams with anything else differ: several
    /// choices, log probabilities, tools that the provider runs.
    /// </summary>
    private static bool IsText(Call call)
    {
        var request = call.Context.Request;
        return call.Context.ClientDialect.SupportsResumption && request.Choices == 1 && request.Subjects.Tools.Count == 0
            && !request.Features.RequiredCapabilities.HasFlag(Capabilities.Logprobs);
    }
}
