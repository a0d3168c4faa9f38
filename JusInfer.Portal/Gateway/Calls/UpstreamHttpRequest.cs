using System.Net;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What every request upstream is alike in. With what a dialect adds, this is all that crosses.</summary>
internal static class UpstreamHttpRequest
{
    private const string Agent = "JusInfer/1.0";

    /// <param name="content">The body.</param>
    /// <param name="accept">The media type of the answer.</param>
    public static HttpRequestMessage Of(HttpContent content, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, default(Uri))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);

        // A compressed answer would blind the meter.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }
}
