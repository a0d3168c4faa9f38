using JusInfer.Portal.Admission;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Pipeline;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>The endpoints of the data plane that are not calls: the list of models, and those of the client dialects.</summary>
internal static class DataPlaneEndpoints
{
    public static void MapDataPlane(this IEndpointRouteBuilder endpoints)
    {
        var own = endpoints.MapGroup("").ExcludeFromDescription().AddEndpointFilter(AddRateHeaders);
        var models = own.MapGroup(DataPlanePaths.Models);
        models.MapGet("", (ModelsEndpoint endpoint, HttpRequest request) => endpoint.List(request));
        models.MapGet("/{**id}", (ModelsEndpoint endpoint, HttpRequest request, string id) => endpoint.Find(request, id));
        foreach (var dialect in endpoints.ServiceProvider.GetServices<IClientDialect>())
        {
            dialect.MapEndpoints(own);
            if (dialect.TokenCounter is { } counter)
                own.MapPost(counter.Path, (CountTokensEndpoint endpoint, HttpContext context) => endpoint.CountAsync(context, counter));
        }

        endpoints.MapFallback("/{**path}", NotFound).AllowAnonymous().ExcludeFromDescription();
    }

    private static ValueTask<object?> AddRateHeaders(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        if (context.Features.Get<Caller>() is { } caller)
        {
            var admission = context.RequestServices.GetRequiredService<AdmissionController>();
            var (rate, scope) = admission.RatesOf(caller.Holder);
            RateHeaders.Set(context.Response.Headers, rate, scope);
        }

        return next(call);
    }

    private static ErrorResult NotFound(HttpContext context, DataPlanePaths paths)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (path.StartsWith("/v1/fine", StringComparison.OrdinalIgnoreCase))
            return new ErrorResult(
                new GatewayError(
                    400,
                    ErrorCodes.Unsupported,
                    "Fine-tuning is not supported. Request one of the models that GET /v1/models lists."));
        if (MethodOf(paths, path) is { } allowed)
        {
            if (IsWebSocketHandshake(context.Request)) return UpgradeRequired(context.Response, path);
            context.Response.Headers.Allow = allowed;
            return new ErrorResult(new GatewayError(405, ErrorCodes.InvalidRequest, $"{path} supports {allowed}, not {method}."));
        }

        return new ErrorResult(
            new GatewayError(
                404,
                ErrorCodes.NotFound,
                $"The gateway does not answer {method} {Truncate(path)}. {Advice(paths, path)}; a client's base URL is this host, "
                + "with or without /v1."));
    }

    /// <summary>A request to open a WebSocket (RFC 6455, 4.1).</summary>
    private static bool IsWebSocketHandshake(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Rejects a WebSocket handshake with the protocol to use (RFC 9110, 15.5.22). Codex then uses HTTP at once; after 404 or 405 it repeats
    /// the handshake for seven seconds.
    /// </summary>
    private static ErrorResult UpgradeRequired(HttpResponse response, string path)
    {
        response.Headers.Upgrade = "HTTP/1.1";
        response.Headers.Connection = "Upgrade";
        return new ErrorResult(
            new GatewayError(
                StatusCodes.Status426UpgradeRequired,
                ErrorCodes.InvalidRequest,
                $"{path} does not support WebSockets. Send the request as an HTTP POST; its answer can be streamed.")
            {
                FinalForClient = true,
            });
    }

    /// <summary>The HTTP method that a path supports; null if the path does not exist.</summary>
    private static string? MethodOf(DataPlanePaths paths, string path) =>
        path.Equals(DataPlanePaths.Models, StringComparison.OrdinalIgnoreCase) ? HttpMethods.Get
        : paths.PostPaths.Contains(path, StringComparer.OrdinalIgnoreCase) ? HttpMethods.Post
        : null;

    private static string Advice(DataPlanePaths paths, string path) => paths.SuggestFor(path) is { } suggestion
        ? $"It answers {MethodOf(paths, suggestion)} {suggestion}"
        : $"It answers {string.Join(", ", paths.CallPaths.Select(static call => $"POST {call}"))} and GET {DataPlanePaths.Models}";

    private static string Truncate(string path) => path.Length <= 100 ? path : string.Concat(path.AsSpan(0, 100), "…");
}
