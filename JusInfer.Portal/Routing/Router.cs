using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

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
        pinned is not null ? PlanPinned(features, pinned, context.Call)
        : IsEmbedding(features) ? PlanEmbeddings(context)
        : PlanAuto(features, context);

    private static RouteDecision PlanPinned(RequestFeatures features, Model model, RoutedCall? call)
    {
        if (model.UsableEndpoints.IsEmpty) return new RouteDecision.NoneUsable(model.Id);
        if (!IsEmbedding(features) && features.InputTokens > model.ContextWindow * MaxContextFill)
            return new RouteDecision.TooLong(features.InputTokens, model.ContextWindow);
        return new RouteDecision.Planned(new RoutePlan(Targets(call, model), "pinned") { IsSideCall = call is { Prompt.SideCall: not SideCallKind.None } });
    }

    /// <summary>
    /// Vectors of different models are not comparable. Automatic routing therefore always selects the first usable embedding model of the
    /// catalog, without fallbacks to other models.
    /// </summary>
    private static RouteDecision PlanEmbeddings(RoutingContext context) =>
        context.Catalog.Models.FirstOrDefault(model => !model.UsableEndpoints.IsEmpty && !IsForChat(model) && IsAllowed(model, context.Allowed)) is { } first
            ? new RouteDecision.Planned(new RoutePlan(Targets(call: null, first), "auto:embeddings"))
            : new RouteDecision.NoneCapable(Capabilities.Embeddings);

    private RouteDecision PlanAuto(RequestFeatures features, RoutingContext context)
    {
        // Models without logprobs ignore the parameter, so it does not restrict the choice.
        var needs = features.RequiredCapabilities & ~Capabilities.Logprobs;
        var models = context.Catalog.Models;
        var capable = ImmutableArray.CreateBuilder<Model>(models.Length);
        var (isAnyUsable, isAnyRated, maxTokens) = (false, false, 0);
        foreach (var model in models)
        {
            if (model.UsableEndpoints.IsEmpty || !IsForChat(model) || !IsAllowed(model, context.Allowed) || !context.MayChoose(model)) continue;
            isAnyUsable = true;
            if (!model.Has(needs)) continue;
            maxTokens = Math.Max(maxTokens, model.ContextWindow);
            if (!Fits(features, model)) continue;
            isAnyRated |= !model.IsUnrated;
            capable.Add(model);
        }

        if (!isAnyUsable) return new RouteDecision.NoneUsable(context.Catalog.Auto.Id);
        if (maxTokens == 0) return new RouteDecision.NoneCapable(needs);
        if (capable.Count == 0) return new RouteDecision.TooLong(features.InputTokens, maxTokens);

        // Nothing is known of the quality of an unrated model, and it is free, so that any comparison of costs would choose it.
        if (isAnyRated) capable.RemoveAll(static model => model.IsUnrated);

        var preference = policy.Prefer(features, capable.DrainToImmutable(), context);
        return new RouteDecision.Planned(new RoutePlan(Targets(context.Call, preference.Models.AsSpan()), preference.Reason)
        {
            Explanation = preference.Explanation,
            IsSideCall = preference.IsSideCall,
            SessionModel = preference.SessionModel,
            IsHandedBack = preference.IsHandedBack,
            RepairModel = preference.IsMoved ? preference.Explanation?.Baseline : null,
        });
    }

    /// <summary>An embedding request has independent inputs; the provider limits the length of each.</summary>
    private static bool IsEmbedding(RequestFeatures features) => features.RequiredCapabilities.HasFlag(Capabilities.Embeddings);

    private static bool IsForChat(Model model) => !model.Has(Capabilities.Embeddings);

    /// <summary>Whether the prompt fits. The provider limits the output to the rest of the context window.</summary>
    private static bool Fits(RequestFeatures features, Model model) => features.InputTokens < model.ContextWindow;

    private static bool IsAllowed(Model model, ImmutableArray<string> allowed) => allowed.IsEmpty || allowed.Contains(model.Id);

    private static ImmutableArray<RouteTarget> Targets(RoutedCall? call, params ReadOnlySpan<Model> models)
    {
        Span<RouteTarget> targets = new RouteTarget[MaxTargets];
        var count = 0;
        foreach (var model in models)
        {
            // Comes first, unless its health is worse than that of another.
            var warm = SessionCache.EndpointOf(model, call);
            if (warm is not null && count < MaxTargets) targets[count++] = new RouteTarget(model, warm);
            foreach (var endpoint in model.UsableEndpoints)
            {
                if (count < MaxTargets && !ReferenceEquals(endpoint, warm)) targets[count++] = new RouteTarget(model, endpoint);
            }
        }

        return [.. targets[..count]];
    }
}
