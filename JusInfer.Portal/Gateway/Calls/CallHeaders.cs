using System.Globalization;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What a response says of its call: who served it and why, how often was asked, what the gateway itself took, what it cost.
/// </summary>
internal static class CallHeaders
{
    public static void Set(HttpResponse response, Call call, TimeProvider time)
    {
        var headers = response.Headers;
        headers["x-jusinfer-model"] = call.Target.Model.Id;
        headers["x-jusinfer-provider"] = call.Target.Endpoint.Provider.Id;
        headers["x-jusinfer-route"] = call.Plan.Reason;
        headers["x-jusinfer-attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        headers["x-jusinfer-overhead-ms"] = Milliseconds(time.GetElapsedTime(call.StartedAt + call.UpstreamTicks));
        if (call.IsSimulated) headers["x-jusinfer-simulated"] = "true";
        if (!call.Request.Stream && call.Error is null) headers["x-jusinfer-cost-usd"] = CallCost.Of(call).Cost.ToString();
    }

    /// <summary>With two decimals. Out of whole numbers: formatting a fraction takes several times as long.</summary>
    internal static string Milliseconds(TimeSpan time)
    {
        const long Hundredth = TimeSpan.TicksPerMillisecond / 100;
        var hundredths = (time.Ticks + (Hundredth / 2)) / Hundredth;
        return string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00}");
    }
}
