using JusInfer.Portal.Accounts;

namespace JusInfer.Portal.Api;

/// <summary>Logs what callers of the control plane may not do: someone may be trying what a stolen session or key allows.</summary>
internal sealed partial class ForbiddenCallLog(ILogger<ForbiddenCallLog> logger)
{
    /// <summary>Logs a call that is answered with 403: the account and the route, without ids and values of the request.</summary>
    public void Add(HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        if (http.Features.Get<SignedIn>() is { } who) LogDenied(http.Request.Method, route, who.UserId, who.Team.Id);
        else LogAnonymousDenied(http.Request.Method, route);
    }

    [LoggerMessage(LogEvents.CallDenied, LogLevel.Warning, "{Method} {Route} is denied to user {User} of team {Team}.")]
    private partial void LogDenied(string method, string? route, UserId user, TeamId team);

    [LoggerMessage(LogEvents.AnonymousCallDenied, LogLevel.Warning, "{Method} {Route} is denied to a caller who is not signed in.")]
    private partial void LogAnonymousDenied(string method, string? route);
}
