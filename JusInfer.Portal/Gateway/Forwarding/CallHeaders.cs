using System.Globalization;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// The response headers that describe a call: the target and the reason for it, the attempts, the gateway's overhead, the cost.
/// </summary>
internal static class CallHeaders
{
    /// <param name="response">The response.</param>
    /// <param name="call">The call.</param>
    /// <param name="isAwaitingUpstream">No target has answered yet. Only headers that are the same for all targets are set.</param>
    /// <param name="time">The process's clock.</param>
    public static void Set(HttpResponse response, Call call, bool isAwaitingUpstream, TimeProvider time)
    {
        var headers = response.Headers;
        headers["x-jusinfer-route"] = call.Context.Plan.Reason;
        if (RouteRecords.From(call.Context.Plan) is { } details)
            headers["x-jusinfer-route-explanation"] = RouteSentences.Explain(call.Context.Plan.Reason, call.Context.Plan.Targets[0].Model.Id, details);
        if (IsCommon(static target => target.Model.Id)) headers["x-jusinfer-model"] = call.Target.Model.Id;
        if (IsCommon(static target => target.Endpoint.Provider.Id)) headers["x-jusinfer-provider"] = call.Target.Endpoint.Provider.Id;
        if (call.LoweredOutputTokens is { } lowered && IsCommon(static target => target.Model.MaxOutputTokens))
            headers["x-jusinfer-max-tokens"] = Math.Min(lowered, call.HeldOutputTokens ?? lowered).ToString(CultureInfo.InvariantCulture);
        if (call.IsSimulated && IsCommon(static target => target.Endpoint.Provider.Dialect)) headers["x-jusinfer-simulated"] = "true";
        if (isAwaitingUpstream) return;
        headers["x-jusinfer-attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        headers["x-jusinfer-overhead-ms"] = Milliseconds(time.GetElapsedTime(call.Context.StartedAt + call.UpstreamTicks));

        // A call whose intent is still being copied is recorded later. It is charged the same then.
        if (!call.Context.Request.Stream && call.Error is null)
            headers["x-jusinfer-cost-usd"] = (call.Recorded?.Cost ?? CallCost.Of(call).Cost).ToString();

        bool IsCommon<T>(Func<RouteTarget, T> property) =>
            !isAwaitingUpstream || call.Context.Plan.Targets.Select(property).Distinct().Count() == 1;
    }

    /// <summary>Milliseconds with two decimals. Formats integers, because formatting a fraction takes several times as long.</summary>
    internal static string Milliseconds(TimeSpan time)
    {
        const long Hundredth = TimeSpan.TicksPerMillisecond / 100;
        var hundredths = (time.Ticks + (Hundredth / 2)) / Hundredth;
        return string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00}");
    }
}
