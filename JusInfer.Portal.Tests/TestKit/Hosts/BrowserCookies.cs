using System.Net;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// Keeps cookies as browsers do: <c>Secure</c> ones also from this machine without TLS, and those with the prefix <c>__Host-</c> only as RFC 6265bis, section 5.7,
/// permits. .NET's handler does neither.
/// </summary>
internal sealed class BrowserCookies : DelegatingHandler
{
    private readonly CookieContainer jar = new();

    /// <param name="handler">Sends the requests, without cookies and redirects of its own; null for one that connects to the host.</param>
    public BrowserCookies(HttpMessageHandler? handler = null)
        : base(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (jar.GetCookieHeader(address) is { Length: > 0 } cookies) request.Headers.Add("Cookie", cookies);
        var answer = await base.SendAsync(request, cancellationToken);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
        {
            var parts = cookie.Split("; ");
            if (parts[0].StartsWith("__Host-", StringComparison.Ordinal) && !(Has("secure") && Has("path=/") && !Array.Exists(parts, static part => part.StartsWith("domain=", StringComparison.OrdinalIgnoreCase)))) continue;
            jar.SetCookies(address, string.Join("; ", parts.Where(static part => !string.Equals(part, "secure", StringComparison.OrdinalIgnoreCase))));

            bool Has(string attribute) => parts.Contains(attribute, StringComparer.OrdinalIgnoreCase);
        }

        return answer;
    }
}
