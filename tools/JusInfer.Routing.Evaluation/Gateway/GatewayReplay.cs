using System.Text.Json.Nodes;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Gateway;

/// <summary>
/// Replays the recorded sessions through the whole gateway, once on the baseline alone and once with automatic routing. Each session is routed by a step head that has not seen
/// it, so there is a gateway for each fold.
/// </summary>
internal static class GatewayReplay
{
    /// <summary>Sonnet 4.5, with its cache.</summary>
    public static JsonObject Sonnet => Price(3m, 0.3m, 3.75m, 15m);

    public static JsonObject Qwen => Price(0.05m, 0.05m, null, 0.2m);

    public static JsonObject Hermes405B => Price(1m, 1m, null, 3m);

    /// <param name="sessions">The sessions with their texts.</param>
    /// <param name="folds">The fold of a task.</param>
    /// <param name="heads">The head of each fold, trained on the others.</param>
    /// <param name="small">The price of the small model.</param>
    /// <param name="maxSessions">The most sessions of a fold.</param>
    public static async Task<IReadOnlyList<GatewaySession>> RunAsync(
        IReadOnlyList<RecordedSession> sessions, IReadOnlyDictionary<string, int> folds, IReadOnlyList<StepClassifier> heads, JsonObject small, int maxSessions = int.MaxValue)
    {
        var results = new List<GatewaySession>();
        await using var providers = await RecordedProviders.StartAsync(sessions);
        for (var fold = 0; fold < heads.Count; fold++)
        {
            RecordedSession[] own = [.. sessions.Where(session => folds[session.Task] == fold).Take(maxSessions)];
            await using var gateway = await ReplayGateway.StartAsync(providers, Sonnet, small, heads[fold]);
            providers.Reset();
            var staying = await gateway.RunAsync(own, ReplayGateway.Baseline);
            providers.Reset();
            var routed = await gateway.RunAsync(own, ReplayGateway.Auto);
            results.AddRange(own.Select(session => new GatewaySession(session, staying[session.Task], routed[session.Task], providers.Of(session))));
        }

        return results;
    }

    private static JsonObject Price(decimal input, decimal read, decimal? write, decimal output)
    {
        var price = new JsonObject { ["from"] = "2025-01-01", ["input"] = input, ["cacheRead"] = read, ["output"] = output };
        if (write is not null) price["cacheWrite5m"] = write;
        return price;
    }
}

/// <summary>A session that was replayed on the baseline alone and with automatic routing.</summary>
/// <param name="Session">The session.</param>
/// <param name="StayingUsd">What the gateway charged on the baseline, with its cache.</param>
/// <param name="RoutedUsd">What it charged with automatic routing.</param>
/// <param name="Bill">What the providers counted in the routed session.</param>
internal sealed record GatewaySession(RecordedSession Session, double StayingUsd, double RoutedUsd, ProviderBill Bill)
{
    /// <summary>What Anthropic charges a client without markers: all of each prompt at the price of input.</summary>
    public double UncachedUsd => Session.Steps.Sum(static step => (step.PromptTokens * 3e-6) + (step.OutputTokens * 15e-6));

    public double Ratio => RoutedUsd / StayingUsd;
}
