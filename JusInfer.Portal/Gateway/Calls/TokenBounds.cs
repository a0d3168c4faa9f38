using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The most tokens that a call can have.</summary>
internal static class TokenBounds
{
    /// <summary>More tokens than any call can use. Prevents an overflow, because requests can ask for any number of choices.</summary>
    private const long MaxOutputTokens = 1_000_000_000;

    /// <summary>Prevents an overflow as well.</summary>
    private const int MaxAnswers = 1_000_000;

    /// <summary>
    /// What providers add to a prompt with tools: Anthropic's instructions and definitions of the tools that the client runs have at most
    /// so many tokens (platform.claude.com/docs/en/about-claude/pricing#tool-use-pricing).
    /// </summary>
    private const long HiddenToolTokens = 1_500;

    /// <summary>What servers add to a prompt: the template of the chat, and the system prompt of an agent if a relay has one.</summary>
    private const long TemplateTokens = 32_768;

    /// <summary>Some servers exceed a limit of output by a few tokens.</summary>
    private const long TokensPastLimit = 256;

    /// <summary>More calls of hosted tools than a model makes in one sampling.</summary>
    private const long MaxToolCallsPerSampling = 16;

    /// <summary>The largest counts of the current attempt that a report of the provider can be right about.</summary>
    public static MaxUsage MostOf(Call call)
    {
        var (request, attempt, served) = (call.Context.Request, call.Attempt, call.Served);
        var samplings = call.Policy?.Samplings ?? 1;
        var (_, prompt) = PromptOf(served, request, call.Context.Body.Length);

        // The gateway adds to these: reasoning that the client has dropped, an answer to correct or to continue. Providers add objects
        // that they have stored.
        var isExtended = (request.Features.RequiredCapabilities & Capabilities.Tools) != Capabilities.None
            || attempt.Correction is not null || call.Interrupted is not null || request.Subjects.ObjectIds.Count > 0;
        if (isExtended || samplings > 1) prompt = Math.Max(prompt, served.Model.ContextWindow);

        var answers = (long)Math.Clamp(request.BilledAnswers, 1, MaxAnswers);
        var limit = Math.Max(OutputOf(request, served.Model), OutputOf(request, attempt.Target.Model));
        var beyond = ReasoningBeyondLimit(request, attempt.Target);
        var output = ((limit * samplings) + beyond) * answers;
        var isIncluded = beyond > 0 || IncludesReasoning(attempt.Target.Endpoint.Provider);
        var reasoning = isIncluded ? 0 : LongestOf(attempt.Target.Model) * samplings * answers;
        if (request.MayCompact)
        {
            // Another prompt, whose answer has a limit of its own.
            answers++;
            output += LongestOf(served.Model);
        }

        return new MaxUsage(
            (prompt + TemplateTokens) * samplings * answers, output + (output / 50) + TokensPastLimit, samplings * MaxToolCallsPerSampling,
            reasoning);
    }

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
        var longest = LongestOf(model);
        return Math.Min(request.Features.MaxOutputTokens ?? longest, longest);
    }

    /// <summary>The reasoning of one choice that the limit of output does not include.</summary>
    public static long ReasoningBeyondLimit(CallRequest request, RouteTarget target) =>
        request.AsksToReason(target.Model, target.Endpoint) && !EndpointRules.From(target.Endpoint.Provider).LimitsReasoning
            ? LongestOf(target.Model)
            : 0;

    private static long LongestOf(Model model) => Math.Min(model.MaxOutputTokens ?? model.ContextWindow, MaxOutputTokens);

    /// <summary>The provider is known to limit reasoning with the output. Of others it is only supposed.</summary>
    private static bool IncludesReasoning(Provider provider) =>
        provider.IsAnthropic || EndpointRules.From(provider) is { IsOpenAi: true } or { HidesReasoning: true };
}

/// <summary>The most that one answer can use.</summary>
/// <param name="Input">Tokens of the prompt.</param>
/// <param name="Output">Tokens of the answer.</param>
/// <param name="ToolCalls">Calls of a hosted tool.</param>
/// <param name="Reasoning">Tokens of the answer in addition if it reports reasoning, which the limit may not include.</param>
internal readonly record struct MaxUsage(long Input, long Output, long ToolCalls, long Reasoning = 0)
{
    /// <summary>Without bounds.</summary>
    public static readonly MaxUsage Any = new(long.MaxValue, long.MaxValue, long.MaxValue);

    /// <summary>Whether a report of the output is possible. A token has at least a byte, so what was delivered is.</summary>
    /// <param name="reported">The report.</param>
    /// <param name="bytes">The delivered text in bytes.</param>
    public bool HasRoomFor(in TokenBuckets reported, long bytes) =>
        reported.Output <= Math.Max(bytes, Output + (reported.OutputReasoning > 0 ? Reasoning : 0));
}
