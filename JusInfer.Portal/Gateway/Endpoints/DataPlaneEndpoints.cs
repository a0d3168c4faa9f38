using JusInfer.Portal.Admission;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Pipeline;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>The endpoints of the data plane that are not calls: the list of models, and those of the client dialects.</summary>
internal static class DataPlaneEndpoints
{
    public static void MapDataPlane(this IEndpointRouteBuilder endpoints)
    {
        var own = endpoints.MapGroup("").ExcludeFromDescription().AddEndpointFilter(TellStanding);
        var models = own.MapGroup(DataPlanePaths.Models);
        models.MapGet("", (ModelsEndpoint endpoint, HttpRequest request) => endpoint.List(request));
        models.MapGet("/{**id}", (ModelsEndpoint endpoint, HttpRequest request, string id) => endpoint.Find(request, id));
        foreach (var dialect in endpoints.ServiceProvider.GetServices<IClientDialect>())
        {
            dialect.MapEndpoints(own);
            if (dialect.TokenCounter is { } counter)
                own.MapPost(counter.Path, (CountTokensEndpoint endpoint, HttpContext context) => endpoint.CountAsync(context, counter));
        }

        endpoints.MapFallback("/{**path}", Unknown).AllowAnonymous().ExcludeFromDescription();
    }

    private static ValueTask<object?> TellStanding(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var admission = context.RequestServices.GetRequiredService<AdmissionController>();
        RateHeaders.Set(context.Response.Headers, admission.RateOf(context.Features.GetRequiredFeature<Caller>().Holder));
        return next(call);
    }

    private static ErrorResult Unknown(HttpContext context, DataPlanePaths paths)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (path.StartsWith("/v1/fine", StringComparison.OrdinalIgnoreCase))
            return new ErrorResult(
                new GatewayError(
                    400,
                    ErrorCodes.Unsupported,
                    "Fine-tuned models are not hosted here: there is nothing to train or to list. Ask for a model that GET "
                    + "/v1/models names."));
        if (MethodOf(paths, path) is { } right)
        {
            context.Response.Headers.Allow = right;
            return new ErrorResult(new GatewayError(405, ErrorCodes.InvalidRequest, $"{path} takes {right}, not {method}."));
        }

        return new ErrorResult(
            new GatewayError(
                404,
                ErrorCodes.NotFound,
                $"The gateway does not answer {method} {Short(path)}. {Advice(paths, path)}; a client's base URL is this host, "
                + "with or without /v1."));
    }

    /// <summary>The method that an address takes, for those who ask with another; null where nothing is answered.</summary>
    private static string? MethodOf(DataPlanePaths paths, string path) =>
        path.Equals(DataPlanePaths.Models, StringComparison.OrdinalIgnoreCase) ? HttpMethods.Get
        : paths.PostPaths.Contains(path, StringComparer.OrdinalIgnoreCase) ? HttpMethods.Post
        : null;

    private static string Advice(DataPlanePaths paths, string path) => paths.MeantBy(path) is { } meant
        ? $"It answers {MethodOf(paths, meant)} {meant}"
        : $"It answers {string.Join(", ", paths.CallPaths.Select(static call => $"POST {call}"))} and GET {DataPlanePaths.Models}";

    private static string Short(string path) => path.Length <= 100 ? path : string.Concat(path.AsSpan(0, 100), "…");
}
