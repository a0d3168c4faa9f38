using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary>The control plane's error responses: problem details (RFC 9457), each with a stable <c>code</c>.</summary>
internal static class Problems
{
    /// <summary>The extension that says after how many seconds to retry; <see cref="ApiEndpoints"/> repeats it as <c>Retry-After</c>.</summary>
    public const string RetryAfter = "retry_after";

    /// <summary>The answer to everyone but operators, for calls that concern the whole installation.</summary>
    public static ProblemHttpResult OnlyOperator => From(new RequestError.Forbidden("Only the operator of this installation may do this."));

    public static ProblemHttpResult From(RequestError error) => error switch
    {
        RequestError.Invalid(var errors) => Invalid(errors.ToDictionary(), error.Reason),
        RequestError.Unauthorized => From(StatusCodes.Status401Unauthorized, ProblemCodes.Unauthorized, error.Reason),
        RequestError.Forbidden => From(StatusCodes.Status403Forbidden, ProblemCodes.Forbidden, error.Reason),
        RequestError.SecondFactorRequired => From(StatusCodes.Status403Forbidden, ProblemCodes.SecondFactorRequired, error.Reason),
        RequestError.NotFound => From(StatusCodes.Status404NotFound, ProblemCodes.NotFound, error.Reason),
        RequestError.Conflict => From(StatusCodes.Status409Conflict, ProblemCodes.Conflict, error.Reason),
        RequestError.RateLimited limited => TypedResults.Problem(
            error.Reason,
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: [new("code", ProblemCodes.RateLimit), new(RetryAfter, limited.RetryAfterSeconds)]),
        _ => throw new InvalidOperationException($"{error.GetType()} has no status."),
    };

    public static ProblemHttpResult NotFound(string reason) => From(new RequestError.NotFound(reason));

    public static ProblemHttpResult TooLarge(int maxBodyBytes) => From(
        StatusCodes.Status413PayloadTooLarge,
        ProblemCodes.RequestTooLarge,
        $"The body is longer than the {maxBodyBytes} bytes that this call accepts.");

    public static ProblemHttpResult From(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: [new("code", code)]);

    private static ProblemHttpResult Invalid(IDictionary<string, string[]> errors, string detail) => TypedResults.Problem(
        new HttpValidationProblemDetails(errors)
        {
            Title = "The request has errors.",
            Detail = detail,
            Status = StatusCodes.Status400BadRequest,
            Extensions = { ["code"] = ProblemCodes.InvalidRequest },
        });
}
