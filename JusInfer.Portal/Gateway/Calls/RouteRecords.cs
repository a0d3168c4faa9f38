using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Writes decisions of the router and losses of caches with the codes of usage records.</summary>
internal static class RouteRecords
{
    public static RouteDetails? From(RoutePlan plan) => plan.Explanation is not { } explanation ? null : new RouteDetails
    {
        Policy = RouteExplanation.CurrentPolicy,
        Baseline = explanation.Baseline,
        Rejected = [.. explanation.Rejected.Select(static rejected => new RejectedCandidate(rejected.Model, CodeOf(rejected.Reason)))],
        Expected = explanation.ExpectedCost,
        ExpectedBaseline = explanation.BaselineCost,
        Risk = explanation.Risk,
        Group = explanation.Group switch { SessionGroup.Routed => RoutingGroup.Routed, SessionGroup.Control => RoutingGroup.Control, _ => null },
        Evidence = explanation.Evidence,
    };

    public static LostCache? From(CacheLoss loss) =>
        loss.Cause == CacheLossCause.None ? null : new LostCache(CodeOf(loss.Cause), loss.Message, loss.Block, loss.Tokens, loss.Cost);

    public static EscalatedCall? From(EscalatedResponse? answer) => answer is null ? null : new EscalatedCall(
        answer.Target.Model.Id, answer.Target.Endpoint.Provider.Id, EscalatedResponse.CodeOf(answer.Fault), answer.Usage.Tokens.Input, answer.Usage.Tokens.Output, answer.Cost);

    private static string CodeOf(ModelRejectionReason reason) => reason switch
    {
        ModelRejectionReason.Price => "price",
        ModelRejectionReason.Quality => "quality",
        ModelRejectionReason.Risk => "risk",
        ModelRejectionReason.Saving => "saving",
        ModelRejectionReason.Cache => "cache",
        ModelRejectionReason.Guard => "guard",
        ModelRejectionReason.Escalations => "escalations",
        ModelRejectionReason.Spend => "spend",
        ModelRejectionReason.Trouble => "trouble",
        ModelRejectionReason.FailedTests => "failed_tests",
        ModelRejectionReason.Refused => "refused",
        ModelRejectionReason.NoAgent => "no_agent",
        ModelRejectionReason.Control => "control",
        ModelRejectionReason.Prior => "prior",
        ModelRejectionReason.Context => "context",
        ModelRejectionReason.Unavailable => "unavailable",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static string CodeOf(CacheLossCause cause) => cause switch
    {
        CacheLossCause.BelowMinimum => "below_minimum",
        CacheLossCause.ToolsReordered => "tools_reordered",
        CacheLossCause.ToolsChanged => "tools_changed",
        CacheLossCause.PrefixChanged => "prefix_changed",
        CacheLossCause.ModelSwitched => "model_switched",
        CacheLossCause.EndpointSwitched => "endpoint_switched",
        CacheLossCause.Expired => "expired",
        _ => "unexplained",
    };
}
