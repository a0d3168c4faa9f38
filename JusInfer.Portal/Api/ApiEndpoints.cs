using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.OpenApi;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>The control plane's map. Everything asks for an access token unless it says otherwise; a cookie opens nothing here.</summary>
internal static class ApiEndpoints
{
    internal static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/v1")
            .WithGroupName(ControlPlaneDocument.Name)
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Api).RequireAuthenticatedUser())
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .AddEndpointFilter(AnswerAsync);
        api.MapAuth();
        api.MapKeys();
        api.MapTenant();
        api.MapMembers();
        api.MapUsage();
        endpoints.MapOpenApi();
        return endpoints;
    }

    /// <summary>Nothing here is for caches; a body that is none is refused before anyone asks what is in it.</summary>
    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        call.HttpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";
        var refusal = call.Arguments.OfType<Body>().FirstOrDefault()?.Refusal;
        return refusal ?? await next(call);
    }
}
