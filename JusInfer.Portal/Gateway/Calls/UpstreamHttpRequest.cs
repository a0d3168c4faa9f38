using System.Net;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Creates requests to upstreams with the headers that all dialects share. Only these and the headers of the dialect are sent.
/// </summary>
internal static class UpstreamHttpRequest
{
    private static readonly string UserAgent = $"JusInfer/{ProductVersion.Text}";

    /// <param name="content">The body.</param>
    /// <param name="accept">The media type of the answer.</param>
    public static HttpRequestMessage Create(HttpContent content, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, default(Uri))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);

        // The meter cannot read a compressed answer.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        return request;
    }
}
