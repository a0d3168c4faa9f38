using System.Threading.RateLimiting;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.OpenApi;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>The routes of the control plane. All require an access token, or allow keys or anonymous callers as well; the session cookie is ignored.</summary>
internal static class ApiEndpoints
{
    internal static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/v1")
            .WithGroupName(ControlPlaneDocument.Name)
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Api).RequireAuthenticatedUser())
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .AddEndpointFilter(RespondAsync);
        api.MapAuth();
        api.MapSessions();
        api.MapEmail();
        api.MapTeams();
        api.MapKeys();
        api.MapTeam();
        api.MapMembers();
        api.MapBudgets();
        api.MapWallet();
        api.MapOperator();
        api.MapProviders();
        api.MapModels();
        api.MapUsage();
        api.MapRuns();
        api.MapFeedback();
        api.MapPriors();
        api.MapLimits();
        api.MapRejections();
        api.MapAlerts();
        api.MapWebhooks();
        api.MapAudit();
        endpoints.MapOAuth();
        endpoints.MapAccountExport();
        endpoints.MapAuditDownload();
        endpoints.MapRequestsDownload();
        endpoints.MapOpenApi().AddEndpointFilter(LimitAnonymousAsync);
        return endpoints;
    }

    /// <summary>Responds to an unreadable body before the handler runs, sets the headers that all responses have in common, and logs denials.</summary>
    private static async ValueTask<object?> RespondAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var headers = call.HttpContext.Response.Headers;
        headers[HeaderNames.CacheControl] = "no-store";
        var result = call.Arguments.OfType<IJsonBody>().FirstOrDefault()?.Problem ?? await RunAsync(call, next);
        if (ProblemOf(result) is { Status: StatusCodes.Status403Forbidden }) call.HttpContext.RequestServices.GetRequiredService<ForbiddenCallLog>().Add(call.HttpContext);
        if (ProblemOf(result)?.Extensions.TryGetValue(Problems.RetryAfter, out var seconds) is true)
            headers[HeaderNames.RetryAfter] = seconds?.ToString();
        return result;
    }

    /// <summary>Runs the handler. The account's next call may run while the result is sent: an export can take minutes.</summary>
    private static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        using var lease = call.HttpContext.Features.Get<RateLimitLease>();
        return await next(call);
    }

    /// <summary>Also authenticates callers by keys with a scope.</summary>
    internal static RouteHandlerBuilder AllowKeys(this RouteHandlerBuilder endpoint, KeyScope scope = KeyScope.UsageRead) =>
        endpoint.WithMetadata(scope is KeyScope.UsageRead ? AllowsKeys.ToRead : AllowsKeys.ToReport);

    /// <summary>Limits an endpoint that allows anonymous callers, such as the description of the API, which is generated for each call.</summary>
    internal static async ValueTask<object?> LimitAnonymousAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.RequestServices.GetRequiredService<CallLimiter>().CountAnonymous(call.HttpContext) is { } error
            ? await RespondAsync(call, _ => new(Problems.From(error)))
            : await next(call);

    private static ProblemDetails? ProblemOf(object? result) => result switch
    {
        INestedHttpResult nested => ProblemOf(nested.Result),
        ProblemHttpResult problem => problem.ProblemDetails,
        _ => null,
    };
}
