using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Routing;

/// <summary>
/// Automatic routing: the baseline model answers, unless a call costs less elsewhere without a risk for the session's bill. Side calls go to the cheapest
/// capable model. In the control group, the baseline answers everything. Where the team allows it, measured results choose another model for a whole session.
/// Single steps of an agent go to a smaller model if <see cref="StepModelSelector"/> allows it. The length of a prompt never buys a better model.
/// </summary>
internal sealed class AutoPolicy(StepModelSelector detours, StepClassifier head) : IRoutingPolicy
{
    /// <summary>Room that a smaller model must have beside the estimated prompt: a part of it, because it is an estimate, and tokens for the answer.</summary>
    private const double ContextMargin = 1.2;
    private const int AnswerTokens = 4_096;

    private const int MaxRejected = 3;

    private DayRates? known;

    public RoutePreference Prefer(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context)
    {
        var rates = known = DayRates.For(known, context.Catalog, context.Day);
        var side = context.Call?.Prompt.SideCall ?? SideCallKind.None;
        var isBalanced = context is { Economy: false, Variant: AutoVariant.Balanced };
        var group = isBalanced && context.Call is { } call ? context.Rules.GroupOf(call.Sample) : null;
        var preference =
            context.Economy ? Cheapest(features, capable, context, rates, "auto:economy")
            : context.Variant == AutoVariant.Cheap ? Cheapest(features, capable, context, rates, "auto:cheap")
            : context.Variant == AutoVariant.Best ? Best(features, capable, context, rates)
            : group == SessionGroup.Control ? Control(features, capable, context, rates)
            : side != SideCallKind.None ? Cheapest(features, capable, context, rates, ReasonOf(side))
            : PreferStep(features, capable, context, rates);
        preference = preference with { IsSideCall = side != SideCallKind.None };
        return group is null || preference.Explanation is not { } explanation ? preference : preference with { Explanation = explanation with { Group = group } };
    }

    private static string ReasonOf(SideCallKind kind) => kind switch
    {
        SideCallKind.Probe => "auto:probe",
        SideCallKind.Title => "auto:title",
        SideCallKind.SafetyCheck => "auto:safety-check",
        SideCallKind.Summary => "auto:summary",
        _ => "auto:compaction",
    };

    /// <summary>By the expected cost of this call, with what is left in the caches of the session.</summary>
    private static RoutePreference Cheapest(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context, DayRates rates, string reason)
    {
        var priced = capable.Select(model => (Model: model, Cost: CostOf(model, features, context, rates))).ToArray();
        var ordered = priced.OrderBy(static entry => entry.Cost.Value).ThenByDescending(static entry => entry.Model.Quality).ToArray();
        var baseline = BaselineFirst(features, capable, context, rates)[0];
        return new RoutePreference([.. ordered.Select(static entry => entry.Model)], reason)
        {
            Explanation = new RouteExplanation
            {
                Baseline = baseline.Id,
                ExpectedCost = ordered[0].Cost,
                BaselineCost = CostOf(baseline, features, context, rates),
                Rejected = Rejected(ordered.Skip(1).Select(static entry => entry.Model), ModelRejectionReason.Price),
            },
        };
    }

    private static RoutePreference Best(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context, DayRates rates)
    {
        Model[] ordered = [.. capable.OrderByDescending(static model => model.Quality).ThenBy(model => CostOf(model, features, context, rates).Value)];
        return new RoutePreference([.. ordered], "auto:best")
        {
            Explanation = new RouteExplanation
            {
                Baseline = BaselineFirst(features, capable, context, rates)[0].Id,
                ExpectedCost = CostOf(ordered[0], features, context, rates),
                Rejected = Rejected(ordered.Skip(1), ModelRejectionReason.Quality),
            },
        };
    }

    /// <summary>The baseline for every call, side calls included, as without routing.</summary>
    private static RoutePreference Control(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context, DayRates rates)
    {
        var ordered = BaselineFirst(features, capable, context, rates);
        var cost = CostOf(ordered[0], features, context, rates);
        return new RoutePreference(ordered, "auto:control")
        {
            Explanation = new RouteExplanation
            {
                Baseline = ordered[0].Id,
                ExpectedCost = cost,
                BaselineCost = cost,
                Rejected = Rejected(ordered.Skip(1).OrderBy(model => CostOf(model, features, context, rates).Value), ModelRejectionReason.Control),
            },
        };
    }

    private RoutePreference PreferStep(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context, DayRates rates)
    {
        var ordered = BaselineFirst(features, capable, context, rates);
        var baseline = ordered[0];
        var reason = features.RequiredCapabilities.HasFlag(Capabilities.Vision) ? "auto:vision"
            : baseline.Id == context.BaselineId ? "auto:baseline"
            : "auto:capable";
        var small = capable.Where(model => model.Tier < baseline.Tier);
        if (context.Call is not { Prompt.IsAgent: true } call) return Stay(Rejected(ByPrice(small), ModelRejectionReason.NoAgent));

        var baselineRates = rates.Of(baseline, baseline.UsableEndpoints[0]);
        var session = SessionOf(call, baselineRates.Target, baseline);
        baselineRates = RatesOf(baseline, session.Bill.Baseline, rates) ?? baselineRates;
        if (call.RunEscalations > detours.MaxEscalations) return Stay(Rejected(ByPrice(small), ModelRejectionReason.Escalations));
        var kept = SessionRoute.Create(call, session, baseline, capable, context);
        if (kept is { SpendLimitUsd: not null } spent) return HandOver(spent);
        if (BaselineReturn.Create(call, session) is { } fault) return GiveBack(fault);
        if (kept is { } route) return Replace(route);

        var upcoming = call.Upcoming(session, features.InputTokens);
        var considered = ArrayPool<Detour>.Shared.Rent(capable.Length);
        var (count, best) = (0, -1);
        foreach (var model in capable)
        {
            if (model.Tier >= baseline.Tier) continue;
            var detour = considered[count] = Consider(model, features, context, rates, call, session, upcoming, baselineRates);
            if (detour.Rejection is null && (best < 0 || IsBetter(detour, considered[best], context.Rules))) best = count;
            count++;
        }

        var chosen = best < 0 ? default(Detour?) : considered[best];
        var rejected = MostSaving(best < 0 ? considered.AsSpan(0, count) : Without(considered.AsSpan(0, count), best), best < 0 ? MaxRejected : MaxRejected - 1);
        ArrayPool<Detour>.Shared.Return(considered, clearArray: true);
        var warm = session.Bill.Warm.Of(baselineRates.Target).TokensAt(call.At, upcoming.StableTokens, baselineRates.Cache);
        var stay = baselineRates.CostOf(upcoming.PromptTokens, warm, (long)session.Forecast.Output);
        if (chosen is not { } detoured)
        {
            var stayed = Stay(rejected);
            return stayed with { Explanation = stayed.Explanation! with { ExpectedCost = stay, BaselineCost = stay, Risk = call.Prompt.Risk } };
        }

        return new RoutePreference(
            First(detoured.Model, ordered), call.Prompt.EndsWithResult ? "auto:tool-result" : "auto:step")
        {
            IsMoved = true,
            Explanation = new RouteExplanation
            {
                Baseline = baseline.Id,
                ExpectedCost = detoured.Expected,
                BaselineCost = stay,
                Risk = call.Prompt.Risk,
                Rejected = rejected.Insert(0, new RejectedRoute(baseline.Id, ModelRejectionReason.Price)),
            },
        };

        RoutePreference Replace(SessionRoute route) => new(First(route.Model, ordered), "session:prior")
        {
            SessionModel = route.Model.Id,
            IsMoved = true,
            Explanation = new RouteExplanation
            {
                Baseline = baseline.Id,
                ExpectedCost = CostOf(route.Model, features, context, rates),
                BaselineCost = CostOf(baseline, features, context, rates),
                Evidence = route.Evidence,
                Rejected = [new RejectedRoute(baseline.Id, ModelRejectionReason.Price), .. route.Unsupported.Take(MaxRejected - 1).Select(static model => new RejectedRoute(model, ModelRejectionReason.Prior))],
            },
        };

        RoutePreference HandOver(SessionRoute spent) => new(ordered, "session:spend")
        {
            Explanation = new RouteExplanation { Baseline = baseline.Id, Evidence = spent.Evidence, Rejected = [new RejectedRoute(spent.Model.Id, ModelRejectionReason.Spend)] },
        };

        RoutePreference GiveBack(BaselineReturn fault)
        {
            var stayed = Stay(Rejected(ByPrice(small), fault.Rejection));
            if (fault.Route is not { } route) return stayed;
            var cost = CostOf(baseline, features, context, rates);
            return stayed with { Reason = route, IsHandedBack = true, Explanation = stayed.Explanation! with { ExpectedCost = cost, BaselineCost = cost, Evidence = CheaperCost() } };
        }

        string? CheaperCost() => session.LastTarget is { } last && last.Model != baseline.Id && capable.FirstOrDefault(model => model.Id == last.Model) is { } cheaper
            ? $"On {cheaper.Id}, the call would cost about ${CostOf(cheaper, features, context, rates)}."
            : null;

        RoutePreference Stay(ImmutableArray<RejectedRoute> rejected) => new(ordered, reason)
        {
            Explanation = new RouteExplanation { Baseline = baseline.Id, Rejected = rejected },
        };

        IEnumerable<Model> ByPrice(IEnumerable<Model> models) => models.OrderBy(model => CostOf(model, features, context, rates).Value);
    }

    private Detour Consider(
        Model model, RequestFeatures features, RoutingContext context, DayRates rates, RoutedCall call, PromptSession session, UpcomingCall upcoming, CallPrices baseline)
    {
        if (EndpointOf(model, session, context) is not { } endpoint) return new Detour(model, ModelRejectionReason.Unavailable, 0, default);
        if (!HasRoom(features, model)) return new Detour(model, ModelRejectionReason.Context, 0, default);
        var detour = rates.Of(model, endpoint);
        var decision = detours.Decide(session, upcoming, call.Prompt.EndsWithResult, call.Prompt.Risk, head.MissCost, baseline, detour);
        var warm = session.Bill.Warm.Of(detour.Target).TokensAt(call.At, upcoming.StableTokens, detour.Cache);
        var expected = detour.CostOf(upcoming.PromptTokens, warm, (long)session.Forecast.Output);
        return new Detour(model, RejectionOf(decision.Reason), decision.Cost.Saving, expected);
    }

    /// <summary>The window has room for the prompt and the output that the client asks for, as far as the model can write it.</summary>
    private static bool HasRoom(RequestFeatures features, Model model)
    {
        var requested = Math.Min(features.MaxOutputTokens ?? 0, model.MaxOutputTokens ?? int.MaxValue);
        return (features.InputTokens * ContextMargin) + Math.Max(AnswerTokens, requested) <= model.ContextWindow;
    }

    /// <summary>Preferred models come first, then those that save more.</summary>
    private static bool IsBetter(Detour detour, Detour other, RoutingRules rules) =>
        (rules.Prefers(detour.Model), detour.Saving).CompareTo((rules.Prefers(other.Model), other.Saving)) > 0;

    private static ModelRejectionReason? RejectionOf(DetourReason reason) => reason switch
    {
        DetourReason.Detour => null,
        DetourReason.Risk => ModelRejectionReason.Risk,
        DetourReason.Saving => ModelRejectionReason.Saving,
        DetourReason.Moment => ModelRejectionReason.Cache,
        DetourReason.Guard => ModelRejectionReason.Guard,
        _ => ModelRejectionReason.Escalations,
    };

    /// <summary>The state of the session. A session with another baseline, such as one that began on a pinned model, starts anew.</summary>
    private static PromptSession SessionOf(RoutedCall call, TargetKey target, Model baseline) =>
        call.Session is { } session && session.Bill.Baseline.Model == baseline.Id ? session : PromptSession.StartAt(target, call.Prompt.Domain);

    private static CallPrices? RatesOf(Model model, TargetKey target, DayRates rates)
    {
        foreach (var endpoint in model.UsableEndpoints)
        {
            if (endpoint.Provider.Id == target.Provider) return rates.Of(model, endpoint);
        }

        return null;
    }

    /// <summary>The endpoint whose cache the session has, else the first available one.</summary>
    private static ModelEndpoint? EndpointOf(Model model, PromptSession session, RoutingContext context)
    {
        var first = default(ModelEndpoint);
        foreach (var endpoint in model.UsableEndpoints)
        {
            if (context.IsAvailable?.Invoke(endpoint) == false) continue;
            if (session.Bill.Warm.Of(new TargetKey(model.Id, endpoint.Provider.Id)).Tokens > 0) return endpoint;
            first ??= endpoint;
        }

        return first;
    }

    /// <summary>The baseline first; without it, and as fallbacks, the others by tier and quality.</summary>
    private static ImmutableArray<Model> BaselineFirst(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context, DayRates rates)
    {
        var ranks = ArrayPool<FallbackRank>.Shared.Rent(capable.Length);
        var ordered = new Model[capable.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            var model = ordered[i] = capable[i];
            ranks[i] = new FallbackRank(model.Id == context.BaselineId, context.Rules.Prefers(model), model.Tier, model.Quality, CostOf(model, features, context, rates).Value, i);
        }

        ranks.AsSpan(0, ordered.Length).Sort(ordered.AsSpan());
        ArrayPool<FallbackRank>.Shared.Return(ranks);
        return ImmutableCollectionsMarshal.AsImmutableArray(ordered);
    }

    /// <summary>The expected cost of the call, with an output of 1/60 of the prompt, which is typical of coding agents.</summary>
    private static NanoUsd CostOf(Model model, RequestFeatures features, RoutingContext context, DayRates rates)
    {
        var target = rates.Of(model, model.UsableEndpoints[0]);
        var warm = context.Call is { Session: { } session } call
            ? session.Bill.Warm.Of(target.Target).TokensAt(call.At, session.StableTokens(call.Prompt.Prefix), target.Cache)
            : 0;
        return target.CostOf(features.InputTokens, warm, 1 + (features.InputTokens / 60));
    }

    /// <summary>The models with one of them moved to the front.</summary>
    private static ImmutableArray<Model> First(Model first, ImmutableArray<Model> models)
    {
        var (ordered, next) = (new Model[models.Length], 1);
        ordered[0] = first;
        foreach (var model in models)
        {
            if (!ReferenceEquals(model, first)) ordered[next++] = model;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(ordered);
    }

    /// <summary>The models that would have saved most, in this order. Changes the span.</summary>
    private static ImmutableArray<RejectedRoute> MostSaving(Span<Detour> detours, int count)
    {
        var rejected = new RejectedRoute[Math.Min(count, detours.Length)];
        for (var i = 0; i < rejected.Length; i++)
        {
            var most = 0;
            for (var other = 1; other < detours.Length; other++)
            {
                if (detours[other].Saving > detours[most].Saving) most = other;
            }

            rejected[i] = new RejectedRoute(detours[most].Model.Id, detours[most].Rejection ?? ModelRejectionReason.Price);
            detours = Without(detours, most);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rejected);
    }

    private static Span<Detour> Without(Span<Detour> detours, int index)
    {
        detours[(index + 1)..].CopyTo(detours[index..]);
        return detours[..^1];
    }

    private static ImmutableArray<RejectedRoute> Rejected(IEnumerable<Model> models, ModelRejectionReason reason) =>
        [.. models.Take(MaxRejected).Select(model => new RejectedRoute(model.Id, reason))];

    /// <summary>A smaller model that was considered for a step.</summary>
    private readonly record struct Detour(Model Model, ModelRejectionReason? Rejection, double Saving, NanoUsd Expected);
}
