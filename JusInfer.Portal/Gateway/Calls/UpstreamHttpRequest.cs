using System.Net;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What every request upstream is alike in. With what a dialect adds, this is all that crosses.</summary>
internal static class UpstreamHttpRequest
{
    private const string Agent = "JusInfer/1.0";

    /// <param name="content">The body.</param>
    /// <param name="isStream">A stream is asked for.</param>
    public static HttpRequestMessage Of(HttpContent content, bool isStream)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, default(Uri))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("Accept", isStream ? "text/event-stream" : "application/json");

        // A compressed answer would blind the meter.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }
}
