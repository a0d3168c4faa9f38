using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>
/// Plans where a request is asked. Pure: no clock, no I/O, no memory. A pinned model is never routed around; automatic routing filters by
/// capability, context and usability, then lets the policy order what is left.
/// </summary>
internal sealed class Router(IRoutingPolicy policy)
{
    /// <summary>More than any call has attempts for.</summary>
    private const int MaxTargets = 6;

    /// <summary>
    /// Prompts are estimated, and a pinned model's own provider counts: only what is beyond doubt is refused before it is asked.
    /// </summary>
    private const double ClearlyBeyond = 1.5;

    public RouteDecision Plan(RequestFeatures features, Model? pinned, RoutingContext context) =>
        pinned is not null ? PlanPinned(features, pinned)
        : IsBatch(features) ? PlanEmbeddings(context)
        : PlanAuto(features, context);

    private static RouteDecision PlanPinned(RequestFeatures features, Model model)
    {
        if (model.UsableEndpoints.IsEmpty) return new RouteDecision.NoneUsable(model.Id);
        if (!IsBatch(features) && features.InputTokens > model.ContextWindow * ClearlyBeyond)
            return new RouteDecision.TooLong(features.InputTokens, model.ContextWindow);
        return new RouteDecision.Planned(new RoutePlan(Targets([model]), "pinned"));
    }

    /// <summary>
    /// Vectors of two models cannot be compared: it is always the catalog's first one that can be asked, and no other takes its place when
    /// it fails.
    /// </summary>
    private static RouteDecision PlanEmbeddings(RoutingContext context) =>
        context.Catalog.Models.FirstOrDefault(model => !model.UsableEndpoints.IsEmpty && !IsForChat(model)) is { } first
            ? new RouteDecision.Planned(new RoutePlan(Targets([first]), "auto:embeddings"))
            : new RouteDecision.NoneCapable(Capabilities.Embeddings);

    private RouteDecision PlanAuto(RequestFeatures features, RoutingContext context)
    {
        // logprobs pass where the model has them and are ignored where not: no reason to choose a model.
        var needs = features.Needs & ~Capabilities.Logprobs;
        ImmutableArray<Model> usable = [.. context.Catalog.Models.Where(model => !model.UsableEndpoints.IsEmpty && IsForChat(model))];
        if (usable.IsEmpty) return new RouteDecision.NoneUsable(context.Catalog.Auto.Id);

        ImmutableArray<Model> able = [.. usable.Where(model => model.Has(needs))];
        if (able.IsEmpty) return new RouteDecision.NoneCapable(needs);

        ImmutableArray<Model> capable = [.. able.Where(model => Fits(features, model))];
        if (capable.IsEmpty) return new RouteDecision.TooLong(features.InputTokens, able.Max(model => model.ContextWindow));

        var (models, reason) = policy.Prefer(features, capable, context);
        return new RouteDecision.Planned(new RoutePlan(Targets(models.AsSpan()), reason));
    }

    /// <summary>Texts to embed are many and apart: how long each may be is for their provider to say.</summary>
    private static bool IsBatch(RequestFeatures features) => features.Needs.HasFlag(Capabilities.Embeddings);

    private static bool IsForChat(Model model) => !model.Has(Capabilities.Embeddings);

    /// <summary>The prompt alone must fit; an answer that would not is the provider's to cut.</summary>
    private static bool Fits(RequestFeatures features, Model model) => features.InputTokens < model.ContextWindow;

    private static ImmutableArray<RouteTarget> Targets(params ReadOnlySpan<Model> models)
    {
        Span<RouteTarget> targets = new RouteTarget[MaxTargets];
        var count = 0;
        foreach (var model in models)
        {
            foreach (var endpoint in model.UsableEndpoints)
            {
                if (count < MaxTargets) targets[count++] = new RouteTarget(model, endpoint);
            }
        }

        return [.. targets[..count]];
    }
}
