using JusInfer.Portal.Admission;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Responses;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>The data plane's own endpoints: those that ask no upstream. What asks one is a route of the forwarder.</summary>
internal static class DataPlaneEndpoints
{
    /// <summary>What is answered, by which method: for those who ask with another.</summary>
    private static readonly Dictionary<string, string> Answered = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/v1/chat/completions"] = HttpMethods.Post,
        ["/v1/messages"] = HttpMethods.Post,
        ["/v1/messages/count_tokens"] = HttpMethods.Post,
        ["/v1/embeddings"] = HttpMethods.Post,
        ["/v1/completions"] = HttpMethods.Post,
        ["/v1/models"] = HttpMethods.Get,
        ["/v1/responses"] = HttpMethods.Post,
    };

    public static void MapDataPlane(this IEndpointRouteBuilder endpoints)
    {
        var models = endpoints.MapGroup("/v1/models").ExcludeFromDescription().AddEndpointFilter(TellStanding);
        models.MapGet("", (ModelsEndpoint endpoint, HttpRequest request) => endpoint.List(request));
        models.MapGet("/{**id}", (ModelsEndpoint endpoint, HttpRequest request, string id) => endpoint.Find(request, id));
        endpoints.MapPost("/v1/messages/count_tokens", (CountTokensEndpoint endpoint, HttpContext context) => endpoint.CountAsync(context))
            .ExcludeFromDescription().AddEndpointFilter(TellStanding);
        var responses = endpoints.MapGroup("/v1/responses").ExcludeFromDescription().AddEndpointFilter(TellStanding);
        responses.MapGet("/{id}", (ResponsesEndpoint endpoint, HttpContext context, string id) => endpoint.FindAsync(context, id));
        responses.MapDelete("/{id}", (ResponsesEndpoint endpoint, HttpContext context, string id) => endpoint.RemoveAsync(context, id));
        responses.MapGet("/{id}/input_items", (ResponsesEndpoint endpoint, HttpContext context, string id) => endpoint.ListInputAsync(context, id));
        endpoints.MapFallback("/v1/{**path}", Unknown).AllowAnonymous().ExcludeFromDescription();
    }

    private static ValueTask<object?> TellStanding(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var admission = context.RequestServices.GetRequiredService<AdmissionDesk>();
        RateHeaders.Set(context.Response.Headers, admission.StandingOf(context.Features.GetRequiredFeature<Caller>().Holder));
        return next(call);
    }

    private static ErrorResult Unknown(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (path.StartsWith("/v1/fine", StringComparison.OrdinalIgnoreCase))
            return new ErrorResult(new GatewayError(400, ErrorCodes.Unsupported, "Fine-tuned models are not hosted here: there is nothing to train or to list. Ask for a model that GET /v1/models names."));
        if (Answered.TryGetValue(path, out var right))
        {
            context.Response.Headers.Allow = right;
            return new ErrorResult(new GatewayError(405, ErrorCodes.InvalidRequest, $"{path} takes {right}, not {method}."));
        }

        return new ErrorResult(new GatewayError(404, ErrorCodes.NotFound, $"The gateway does not answer {method} {Short(path)}. It answers POST /v1/chat/completions, POST /v1/messages, POST /v1/responses, POST /v1/embeddings, POST /v1/completions and GET /v1/models; a client's base URL is this host, with or without /v1."));
    }

    private static string Short(string path) => path.Length <= 100 ? path : string.Concat(path.AsSpan(0, 100), "…");
}
