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

    /// <returns>Null if the baseline answers the session.</returns>
    public static SessionRoute? Of(RoutedCall call, SessionState session, Model baseline, ImmutableArray<Model> capable, RoutingContext context)
    {
        if (session.LastTarget is not null)
        {
            var isAffordable = session.Bill.Actual.Value <= MaxBill * session.Bill.Counterfactual.Value;
            return session.Model is { } kept && isAffordable && capable.FirstOrDefault(model => model.Id == kept) is { } model ? new SessionRoute(model, null, []) : null;
        }

        if (!context.Rules.MayReplaceBaseline(call.Sample)) return null;
        var choice = SessionModel.Choose(call.Prompt.Domain, baseline, capable, context.Rules.SessionModels, context.Day);
        return choice.Model.Id == baseline.Id ? null : new SessionRoute(choice.Model, choice.Explanation, [.. choice.Rejected.Select(static rejected => rejected.Model)]);
    }
}
