using System.Threading.RateLimiting;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Decides who opens the connections of pages, which act with the session of the browser: pages of this portal only (RFC 6455, section
/// 10.2), which CORS does not cover, and people with a session, so that strangers hold no memory here. Each account and each network has
/// a number of them.
/// </summary>
/// <param name="mostPerAccount">The number for an account: each open page has one, and takes up to a megabyte.</param>
/// <param name="mostPerNetwork">The number for a network, which colleagues share.</param>
internal sealed class PageConnections(int mostPerAccount = 50, int mostPerNetwork = 500) : IDisposable
{
    private const string SignInFirst = "The pages of this portal connect for people who are signed in. Sign in, and open the page again.";
    private const string NoWebSocket = "Pages connect with a WebSocket. Proxies have to pass on the headers Upgrade and Connection.";
    private const string TooMany = "There are too many open pages of this account or network. Close some, and reload this one.";

    private static readonly PathString Path = new("/_blazor");

    /// <summary>Where the script of a page asks why its connection was refused: browsers hide the answer to a handshake.</summary>
    private static readonly PathString Room = new("/_blazor/room");

    private readonly PartitionedRateLimiter<HttpContext> open = PartitionedRateLimiter.CreateChained(
        LimiterOf(mostPerAccount, static http => SignInClaims.From(http.User)?.User),
        LimiterOf(mostPerNetwork, static http => (ClientNetwork?)ClientNetwork.From(http.Connection.RemoteIpAddress)));

    /// <summary>Rejects the connections of pages that are not this portal's, before anything reads a cookie.</summary>
    /// <param name="app">The pipeline of the portal.</param>
    /// <param name="publicUrl">Scheme, host and port of the portal; null if the settings do not say it.</param>
    public static void UseOrigins(IApplicationBuilder app, string? publicUrl) => app.Use((context, next) =>
        Includes(context.Request) && !IsOwn(context.Request, publicUrl)
            ? RejectAsync(context, StatusCodes.Status403Forbidden, ReasonFor(context.Request, publicUrl))
            : next(context));

    /// <summary>
    /// Rejects the connections of people without a session, and those above the numbers. Requires the user of the request.
    /// </summary>
    public static void UseSessions(IApplicationBuilder app)
    {
        var connections = app.ApplicationServices.GetRequiredService<PageConnections>();
        app.UseWhen(static context => Includes(context.Request), pages => pages.UseWebSockets().Use(connections.RunAsync));
    }

    public void Dispose() => open.Dispose();

    private async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (SignInClaims.From(context.User) is null)
        {
            await RejectAsync(context, StatusCodes.Status401Unauthorized, SignInFirst);
            return;
        }

        // The request of a WebSocket lasts as long as its page. Polling would keep a page without one, so that nothing could count it. A
        // request that only has the header Upgrade is no handshake, and would be answered as a poll.
        var isHandshake = context.WebSockets.IsWebSocketRequest;
        var isPolling = !isHandshake && IsHub(context.Request.Path);
        var asksForRoom = context.Request.Path.Equals(Room, StringComparison.OrdinalIgnoreCase);
        using var lease = isHandshake || asksForRoom ? open.AttemptAcquire(context, isHandshake ? 1 : 0) : null;
        if (isPolling) await RejectAsync(context, StatusCodes.Status426UpgradeRequired, NoWebSocket);
        else if (lease is { IsAcquired: false }) await RejectAsync(context, StatusCodes.Status429TooManyRequests, TooMany);
        else if (asksForRoom) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await next(context);
    }

    private static PartitionedRateLimiter<HttpContext> LimiterOf<TKey>(int most, Func<HttpContext, TKey?> keyOf)
        where TKey : struct =>
        PartitionedRateLimiter.Create<HttpContext, TKey>(http => RateLimitPartition.GetConcurrencyLimiter(
            keyOf(http).GetValueOrDefault(), _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 }));

    /// <summary>Whether a request is for the connection of a page.</summary>
    internal static bool Includes(HttpRequest request) =>
        request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || IsHandshake(request);

    /// <summary>Routing ignores a slash at the end.</summary>
    private static bool IsHub(PathString path) =>
        path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var rest) && rest.Value is null or "" or "/";

    /// <summary>With HTTP/1.1, or with HTTP/2 and later (RFC 8441).</summary>
    private static bool IsHandshake(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
            || HttpMethods.IsConnect(request.Method);

    /// <summary>
    /// Browsers name the origin of a page that connects; programs, which name none, have no cookie that someone else could use. Cookies do
    /// not distinguish ports, and SameSite neither, so that a page at another port of the host would act with the session. The scheme is
    /// left out, because TLS can end at a proxy.
    /// </summary>
    private static bool IsOwn(HttpRequest request, string? publicUrl)
    {
        // Chromium sends none with the handshake of a WebSocket.
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site != "same-origin") return false;
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin) return true;
        if (publicUrl is not null) return string.Equals(origin, publicUrl, StringComparison.OrdinalIgnoreCase);
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && page is { Scheme: "http" or "https", UserInfo: "" }
            && string.Equals(page.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && (request.Host.Port is { } port ? page.Port == port : page.IsDefaultPort);
    }

    private static string ReasonFor(HttpRequest request, string? publicUrl) => publicUrl is not null
        ? $"Only pages at {publicUrl} connect to this portal. Open it there; if that is not its address, the operator corrects "
            + "the setting Portal:PublicUrl."
        : $"A page of another site or port cannot connect to this portal, whose address is {request.Host} for this request. "
            + "If it is the portal's own page, the proxy in front has to pass on the Host header with its port, or the operator sets "
            + "Portal:PublicUrl.";

    private static Task RejectAsync(HttpContext context, int status, string reason) =>
        Results.Text(reason, statusCode: status).ExecuteAsync(context);
}
