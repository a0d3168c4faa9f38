using JusInfer.Portal.Api.Input;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary>How an endpoint says what it takes and gives; the reader and the OpenAPI description both go by it.</summary>
internal static class Described
{
    public const string Json = "application/json";
    public const string ProblemJson = "application/problem+json";

    internal static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, BodyShape shape) => endpoint.WithMetadata(shape);

    internal static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, QueryShape shape) => endpoint.WithMetadata(shape);

    internal static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status, Json).Produces<HttpValidationProblemDetails>(StatusCodes.Status400BadRequest, ProblemJson);

    internal static RouteHandlerBuilder MayMiss(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<ProblemDetails>(StatusCodes.Status404NotFound, ProblemJson);

    internal static RouteHandlerBuilder MayForbid(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<ProblemDetails>(StatusCodes.Status403Forbidden, ProblemJson);

    internal static RouteHandlerBuilder Saying(this RouteHandlerBuilder endpoint, string summary, string description) =>
        endpoint.WithSummary(summary).WithDescription(description);
}
