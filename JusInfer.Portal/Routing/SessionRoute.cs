using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing;

/// <summary>
/// Whether another model than the baseline answers a session. Decided at its first user turn and kept in its state, because a later change would lose the
/// prompt's cache.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Evidence">The measurements that decided; null after the first turn.</param>
/// <param name="Unsupported">The cheaper models that measurements do not support.</param>
internal sealed record SessionRoute(Model Model, string? Evidence, ImmutableArray<string> Unsupported)
{
    /// <summary>A session may cost this much of what it would have cost on the baseline with its cache. Above that, the baseline takes over.</summary>
    private const double MaxBill = 1.03;

    /// <summary>The most answers of the model that the baseline repeats. After that it takes over: each repetition writes the whole prompt to its cache.</summary>
    private const int MaxRepairs = 2;

    /// <summary>
    /// The limit that the session has exceeded, in USD: the baseline takes over. What a session has spent so far predicts its failure, without a check of its
    /// work. Null as long as the session is within the limit, or if there is none.
    /// </summary>
    public double? SpendLimitUsd { get; private init; }

    /// <returns>Null if the baseline answers the session.</returns>
    public static SessionRoute? Create(RoutedCall call, PromptSession session, Model baseline, ImmutableArray<Model> capable, RoutingContext context)
    {
        if (session.LastTarget is not null) return Kept(session, capable, context.Day);
        if (!context.Rules.MayReplaceBaseline(call.Sample)) return null;
        var choice = SessionModel.Choose(
            call.Prompt.Domain, baseline, capable, context.Rules.SessionModels, context.Day, call.FeedbackPriors);
        return choice.Model.Id == baseline.Id ? null : new SessionRoute(choice.Model, choice.Explanation, [.. choice.Rejected.Select(static rejected => rejected.Model)]);
    }

    private static SessionRoute? Kept(PromptSession session, ImmutableArray<Model> capable, DateOnly day)
    {
        var isAffordable = session.Bill.Actual.Value <= MaxBill * session.Bill.Counterfactual.Value;
        if (session.Model is not { } kept || !isAffordable || session.Escalations > MaxRepairs) return null;
        if (capable.FirstOrDefault(model => model.Id == kept) is not { } model) return null;
        var route = new SessionRoute(model, null, []);
        return SpendLimit.Create(model, session.Domain, day) is { } limit && session.Bill.Actual.Usd > (decimal)limit.Usd
            ? route with { SpendLimitUsd = limit.Usd, Evidence = limit.Sentence(session.Bill.Actual) }
            : route;
    }
}
