using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The most tokens that a call can have.</summary>
internal static class TokenBounds
{
    /// <summary>More tokens than any call can use. Prevents an overflow, because requests can ask for any number of choices.</summary>
    private const long MaxOutputTokens = 1_000_000_000;

    /// <summary>
    /// What providers add to a prompt with tools: Anthropic's instructions and definitions of the tools that the client runs have at most
    /// so many tokens (platform.claude.com/docs/en/about-claude/pricing#tool-use-pricing).
    /// </summary>
    private const long HiddenToolTokens = 1_500;

    /// <summary>The tokens of the prompt, as estimated and at most.</summary>
    public static (long Estimate, long Most) PromptOf(RouteTarget target, CallRequest request, int bodyBytes)
    {
        // A token has at least a byte, and some fields besides the messages are part of the prompt, such as schemas.
        var (estimate, most) = (request.Features.InputTokens, bodyBytes + request.RecalledBytes);
        if ((request.Features.RequiredCapabilities & Capabilities.Tools) != Capabilities.None) most += HiddenToolTokens;
        var window = (long)target.Model.ContextWindow;
        if (request.Subjects.HasMedia) most = Math.Max(most, window);
        if (request.Attachments is not { } attachments) return (estimate, most);
        var family = VisionFamilies.Of(target.Model, target.Endpoint);
        var tokens = attachments.TokensFor(family);
        estimate += tokens + (attachments.TextBytes / TokenEstimate.BytesPerToken) - TokenEstimate.OfAttachments(attachments);
        most += tokens + attachments.TextBytes - attachments.Bytes;
        if (attachments.HasUnbounded) estimate = Math.Max(estimate, window);
        if (attachments.HasUnbounded || attachments.HasPages || family == VisionFamily.Unknown) most = Math.Max(most, window);
        return (estimate, most);
    }

    /// <summary>The longest answer of one choice, without reasoning that its limit does not include.</summary>
    public static long OutputOf(CallRequest request, Model model)
    {
        if (request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings)) return 0;
        var longest = model.MaxOutputTokens ?? model.ContextWindow;
        return Math.Min(Math.Min(request.Features.MaxOutputTokens ?? longest, longest), MaxOutputTokens);
    }

    /// <summary>The reasoning of one choice that the limit of output does not include.</summary>
    public static long ReasoningBeyondLimit(CallRequest request, RouteTarget target) =>
        request.AsksToReason(target.Model, target.Endpoint) && !EndpointRules.From(target.Endpoint.Provider).LimitsReasoning
            ? Math.Min(target.Model.MaxOutputTokens ?? target.Model.ContextWindow, MaxOutputTokens)
            : 0;
}
