using System.Globalization;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// What a response says of its call: who served it and why, how often was asked, what the gateway itself took, what it cost.
/// </summary>
internal static class CallHeaders
{
    /// <param name="response">The response.</param>
    /// <param name="call">Its call.</param>
    /// <param name="isAsking">Nobody has answered yet, and another may than is asked now: only what holds of each of them is said.</param>
    /// <param name="time">The process's clock.</param>
    public static void Set(HttpResponse response, Call call, bool isAsking, TimeProvider time)
    {
        var headers = response.Headers;
        headers["x-jusinfer-route"] = call.Context.Plan.Reason;
        if (Holds(static target => target.Model.Id)) headers["x-jusinfer-model"] = call.Target.Model.Id;
        if (Holds(static target => target.Endpoint.Provider.Id)) headers["x-jusinfer-provider"] = call.Target.Endpoint.Provider.Id;
        if (call.IsSimulated && Holds(static target => target.Endpoint.Provider.Dialect)) headers["x-jusinfer-simulated"] = "true";
        if (isAsking) return;
        headers["x-jusinfer-attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        headers["x-jusinfer-overhead-ms"] = Milliseconds(time.GetElapsedTime(call.Context.StartedAt + call.UpstreamTicks));
        if (!call.Context.Request.Stream && call.Error is null) headers["x-jusinfer-cost-usd"] = CallCost.Of(call).Cost.ToString();

        bool Holds<T>(Func<RouteTarget, T> of) => !isAsking || call.Context.Plan.Targets.Select(of).Distinct().Count() == 1;
    }

    /// <summary>With two decimals. Out of whole numbers: formatting a fraction takes several times as long.</summary>
    internal static string Milliseconds(TimeSpan time)
    {
        const long Hundredth = TimeSpan.TicksPerMillisecond / 100;
        var hundredths = (time.Ticks + (Hundredth / 2)) / Hundredth;
        return string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00}");
    }
}
