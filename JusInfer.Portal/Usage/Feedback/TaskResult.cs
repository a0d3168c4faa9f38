namespace JusInfer.Portal.Usage.Feedback;

/// <summary>What one model did in a session.</summary>
/// <param name="Model">The id of the model.</param>
/// <param name="Domain">The kind of work, for example <c>fix/python</c>.</param>
/// <param name="GivenBack">The model has given the session back to the baseline, so that the outcome is not its own.</param>
/// <param name="InputTokens">Prompt tokens that were not cached.</param>
/// <param name="CacheReadTokens">Prompt tokens that were read from the cache.</param>
/// <param name="CacheWriteTokens">Prompt tokens that were written to the cache.</param>
/// <param name="OutputTokens">Output tokens, reasoning included.</param>
internal sealed record TaskResult(
    string Model, string Domain, bool GivenBack, long InputTokens, long CacheReadTokens, long CacheWriteTokens, long OutputTokens)
{
    /// <summary>The route of sessions that measured results have given to a model.</summary>
    private const string SessionModelRoute = "session:prior";

    /// <summary>The beginning of the route of calls with which the gateway has tool calls judged.</summary>
    private const string JudgeRoute = "safeguards:";

    /// <param name="calls">All calls of a session, newest first.</param>
    /// <returns>Null if several models did the work, if nothing shows which, or if the kind of work is not known.</returns>
    public static TaskResult? From(IReadOnlyList<UsageRecord> calls)
    {
        var work = new List<(string Model, UsageRecord Call)>();
        string? domain = null;
        foreach (var call in calls)
        {
            if (call.Route.StartsWith(JudgeRoute, StringComparison.Ordinal)) continue;
            var details = RouteDetails.Parse(call.RouteDetails);

            // Nothing is known of the prompt of a model with one endpoint that the client names.
            if (details?.Baseline is null) return null;
            if (details.Domain is not { } known || call.ModelServed is not { } served) continue;
            domain = known;
            work.Add((details.Escalated?.Model ?? served, call));
        }

        if (domain is null) return null;

        // A model that was given the session and could not finish it has not completed the task: to leave such sessions out would flatter it.
        var (first, isOne) = (work[^1], work.TrueForAll(item => item.Model == work[^1].Model));
        if (!isOne && first.Call.Route != SessionModelRoute) return null;
        var tokens = work.Aggregate(default(TokenBuckets), static (sum, item) => sum + item.Call.Tokens);
        return new TaskResult(
            first.Model, domain, GivenBack: !isOne, tokens.InputUncached + tokens.AudioInput, tokens.CacheRead, tokens.CacheWrite5m + tokens.CacheWrite1h, tokens.Output);
    }
}
