using System.Globalization;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Primitives.RateLimits;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Components.Landing;

/// <summary>The stream that the home page shows: cut and resumed by this gateway, in the format of <c>/v1/chat/completions</c>. It takes no input.</summary>
internal sealed class LiveStreamEndpoint(ResumptionDemo demo, LandingOptions options) : IDisposable
{
    public const string Path = "/live-stream";

    private static readonly TimeSpan BusyRetryAfter = TimeSpan.FromSeconds(10);

    private readonly MinuteLimiter<ClientNetwork> byNetwork = new(options.LiveStreamsPerMinute);

    public void Dispose() => byNetwork.Dispose();

    public async Task StreamAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (byNetwork.Count(ClientNetwork.From(http.Connection.RemoteIpAddress)) is { } wait)
        {
            await RejectAsync(http, StatusCodes.Status429TooManyRequests, wait, "Your network has started too many of these streams. Try again in a minute.");
            return;
        }

        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            if (!await demo.RunAsync(http.Response.Body, http.RequestAborted))
                await RejectAsync(http, StatusCodes.Status503ServiceUnavailable, BusyRetryAfter, "Too many visitors watch this stream at the moment. Try again in a few seconds.");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The visitor left.
        }
    }

    private static Task RejectAsync(HttpContext http, int status, TimeSpan wait, string detail)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(http);
    }
}
