using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>
/// Plans the targets of a request. Pure: no clock, no I/O, no state. A pinned model is never replaced by another; automatic routing filters
/// by usability, capabilities and context window, and the policy orders the remaining models.
/// </summary>
internal sealed class Router(IRoutingPolicy policy)
{
    /// <summary>No call makes more attempts than this.</summary>
    private const int MaxTargets = 6;

    /// <summary>
    /// The estimated tokens, relative to the context window, above which a call to a pinned model is rejected without an attempt. Above 1,
    /// because the estimate is rough and the provider counts exactly.
    /// </summary>
    private const double MaxContextFill = 1.5;

    public RouteDecision Plan(RequestFeatures features, Model? pinned, RoutingContext context) =>
        pinned is not null ? PlanPinned(features, pinned)
        : IsEmbedding(features) ? PlanEmbeddings(context)
        : PlanAuto(features, context);

    private static RouteDecision PlanPinned(RequestFeatures features, Model model)
    {
        if (model.UsableEndpoints.IsEmpty) return new RouteDecision.NoneUsable(model.Id);
        if (!IsEmbedding(features) && features.InputTokens > model.ContextWindow * MaxContextFill)
            return new RouteDecision.TooLong(features.InputTokens, model.ContextWindow);
        return new RouteDecision.Planned(new RoutePlan(Targets([model]), "pinned"));
    }

    /// <summary>
    /// Vectors of different models are not comparable. Automatic routing therefore always selects the first usable embedding model of the
    /// catalog, without fallbacks to other models.
    /// </summary>
    private static RouteDecision PlanEmbeddings(RoutingContext context) =>
        context.Catalog.Models.FirstOrDefault(model => !model.UsableEndpoints.IsEmpty && !IsForChat(model)) is { } first
            ? new RouteDecision.Planned(new RoutePlan(Targets([first]), "auto:embeddings"))
            : new RouteDecision.NoneCapable(Capabilities.Embeddings);

    private RouteDecision PlanAuto(RequestFeatures features, RoutingContext context)
    {
        // Models without logprobs ignore the parameter, so it does not restrict the choice.
        var needs = features.RequiredCapabilities & ~Capabilities.Logprobs;
        ImmutableArray<Model> usable = [.. context.Catalog.Models.Where(model => !model.UsableEndpoints.IsEmpty && IsForChat(model))];
        if (usable.IsEmpty) return new RouteDecision.NoneUsable(context.Catalog.Auto.Id);

        ImmutableArray<Model> able = [.. usable.Where(model => model.Has(needs))];
        if (able.IsEmpty) return new RouteDecision.NoneCapable(needs);

        ImmutableArray<Model> capable = [.. able.Where(model => Fits(features, model))];
        if (capable.IsEmpty) return new RouteDecision.TooLong(features.InputTokens, able.Max(model => model.ContextWindow));

        var (models, reason) = policy.Prefer(features, capable, context);
        return new RouteDecision.Planned(new RoutePlan(Targets(models.AsSpan()), reason));
    }

    /// <summary>An embedding request has independent inputs; the provider limits the length of each.</summary>
    private static bool IsEmbedding(RequestFeatures features) => features.RequiredCapabilities.HasFlag(Capabilities.Embeddings);

    private static bool IsForChat(Model model) => !model.Has(Capabilities.Embeddings);

    /// <summary>Whether the prompt fits. The provider limits the output to the rest of the context window.</summary>
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
