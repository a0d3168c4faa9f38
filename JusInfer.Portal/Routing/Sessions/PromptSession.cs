using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>
/// What the router knows of a session between two calls. An immutable value of at most 24 KB with hashes and counts, without any text.
/// Losing it costs money, never an answer.
/// </summary>
internal sealed record PromptSession
{
    public TaskDomain Domain { get; init; }

    /// <summary>The id of the model that answers the session in the place of the baseline; null if the baseline does.</summary>
    public string? Model { get; init; }

    public required SessionBill Bill { get; init; }

    public StepForecast Forecast { get; init; } = StepForecast.Start;

    /// <summary>The hashes of the last prompt.</summary>
    public PrefixHashes Prefix { get; init; } = PrefixHashes.Empty;

    /// <summary>The target of the last call; null before the first one.</summary>
    public TargetKey? LastTarget { get; init; }

    public long LastPromptTokens { get; init; }

    public DateTimeOffset LastAt { get; init; }

    /// <summary>The calls whose answer was discarded and repeated by the baseline.</summary>
    public int Escalations { get; init; }

    /// <summary>Which of the last 64 calls another model than the baseline answered, one bit per call, the last one in the lowest.</summary>
    public ulong Moved { get; init; }

    /// <summary>The last call went to a cheaper model, which refused to answer or answered nothing.</summary>
    public bool IsRefused { get; init; }

    public static PromptSession StartAt(TargetKey baseline, TaskDomain domain) => new() { Domain = domain, Bill = SessionBill.StartAt(baseline) };

    /// <summary>
    /// How many of the prompt's first tokens are those of the last prompt, from the share of its bytes that the new prompt repeats. Zero if the
    /// tools changed, because they precede the messages.
    /// </summary>
    public long StableTokens(PrefixHashes prompt)
    {
        if (LastTarget is null || prompt.Tools != Prefix.Tools) return 0;
        var change = Prefix.CompareWith(prompt);
        return change.IsExtended ? LastPromptTokens : LastPromptTokens * change.StableBytes / Math.Max(Prefix.Bytes, 1);
    }

    /// <summary>Whether another model than the baseline answered a call.</summary>
    /// <param name="callsAgo">0 for the last call. What is longer ago than 64 calls is not known.</param>
    public bool WasMoved(int callsAgo) => callsAgo is >= 0 and < 64 && ((Moved >> callsAgo) & 1) == 1;

    /// <summary>The state after a call of the conversation. Side calls do not change the state.</summary>
    /// <param name="prompt">The hashes of the call's prompt.</param>
    /// <param name="call">The call.</param>
    /// <param name="baseline">The rates of the baseline on the day of the call.</param>
    public PromptSession After(PrefixHashes prompt, in BilledCall call, CallPrices baseline) => this with
    {
        Bill = Bill.Add(call, baseline),
        Forecast = call.Discarded ? Forecast : Forecast.After(call.Tokens.Output, LastTarget is null ? 0 : call.Tokens.Prompt - LastPromptTokens),
        Prefix = prompt,
        LastTarget = call.Rates.Target,
        LastPromptTokens = call.Tokens.Prompt,
        LastAt = call.At,
        Escalations = Escalations + (call.Discarded ? 1 : 0),
        Moved = call.Discarded ? Moved : (Moved << 1) | (call.Rates.Target.Model == Bill.Baseline.Model ? 0ul : 1),
    };
}
