using System.Globalization;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What a response says of its call: who served it and why, how often was asked, what the gateway itself took, what it cost.</summary>
internal static class CallHeaders
{
    public static void Set(HttpResponse response, Call call, TimeProvider time)
    {
        var headers = response.Headers;
        headers["x-jusinfer-model"] = call.Target.Model.Id;
        headers["x-jusinfer-provider"] = call.Target.Endpoint.Provider.Id;
        headers["x-jusinfer-route"] = call.Plan.Reason;
        headers["x-jusinfer-attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        headers["x-jusinfer-overhead-ms"] = Overhead(call, time).TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
        if (call.IsSimulated) headers["x-jusinfer-simulated"] = "true";
        if (!call.Request.Stream && call.Error is null) headers["x-jusinfer-cost-usd"] = CallCost.Of(call).Cost.ToString();
    }

    private static TimeSpan Overhead(Call call, TimeProvider time) =>
        time.GetElapsedTime(call.StartedAt + call.UpstreamTicks);
}
