using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Explains what a call did not read from the provider's cache, from hashes, times and the reported tokens.</summary>
internal static class CacheLossDetector
{
    /// <summary>Providers cache in steps of up to this size, so a smaller difference is no loss. Tokens.</summary>
    private const long MinLostTokens = 1_024;

    /// <param name="before">The session before the call.</param>
    /// <param name="prompt">The hashes of the call's prompt.</param>
    /// <param name="call">The call with the tokens that the provider reported.</param>
    public static CacheLoss Detect(PromptSession before, PrefixHashes prompt, in BilledCall call)
    {
        if (before.LastTarget is not { } last || !call.Rates.Cache.Caches) return CacheLoss.Nothing;
        var tokens = Math.Min(before.LastPromptTokens, call.Tokens.Prompt) - call.Tokens.CacheRead;
        if (tokens < MinLostTokens) return CacheLoss.Nothing;

        var change = before.Prefix.CompareWith(prompt);
        var cause = CauseOf(before, last, prompt, change, call);
        var isChange = cause == CacheLossCause.PrefixChanged;
        return new CacheLoss(cause, isChange ? change.Message : -1, isChange ? change.Block : -1, tokens, call.Rates.RewriteCost(tokens));
    }

    private static CacheLossCause CauseOf(
        PromptSession before, TargetKey last, PrefixHashes prompt, PrefixChange change, in BilledCall call)
    {
        var target = call.Rates.Target;
        if (call.Tokens.Prompt < call.Rates.Cache.MinTokens || before.LastPromptTokens < call.Rates.Cache.MinTokens) return CacheLossCause.BelowMinimum;
        if (prompt.Tools.IsReorderingOf(before.Prefix.Tools)) return CacheLossCause.ToolsReordered;
        if (prompt.Tools != before.Prefix.Tools) return CacheLossCause.ToolsChanged;
        if (!change.IsExtended) return CacheLossCause.PrefixChanged;
        if (target.Model != last.Model) return CacheLossCause.ModelSwitched;
        if (target.Provider != last.Provider) return CacheLossCause.EndpointSwitched;
        return call.At - before.LastAt > call.Rates.Cache.Lifetime ? CacheLossCause.Expired : CacheLossCause.Unexplained;
    }
}
