using System.Globalization;
using JusInfer.Portal.Tenancy;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>
/// The control plane's refusals: problem details (RFC 9457), each with a <c>code</c> that stays the same from version to version.
/// </summary>
internal static class Problems
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Forbidden = "FORBIDDEN";
    public const string NotFound = "NOT_FOUND";
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";
    public const string RateLimit = "RATE_LIMIT";

    /// <summary>The answer to an outcome: what was made of it where it is done, a refusal otherwise.</summary>
    public static IResult Answer<T>(this Outcome<T> outcome, Func<T, IResult> done) => outcome switch
    {
        Outcome<T>.Done(var value) => done(value),
        Outcome<T>.Invalid(var faults) => Invalid(faults),
        Outcome<T>.Forbidden(var reason) => Of(StatusCodes.Status403Forbidden, Forbidden, reason),
        Outcome<T>.Missing(var reason) => Missing(reason),
        _ => throw new InvalidOperationException($"{outcome.GetType()} has no answer."),
    };

    /// <summary>400 with every fault under its field.</summary>
    public static IResult Invalid(Faults faults) => Results.ValidationProblem(
        faults.Fields.ToDictionary(static field => field, field => faults[field].ToArray(), StringComparer.Ordinal),
        detail: string.Join(' ', faults.Fields.SelectMany(field => faults[field])),
        title: "The request has faults.",
        extensions: [new("code", InvalidRequest)]);

    public static IResult Missing(string reason) => Of(StatusCodes.Status404NotFound, NotFound, reason);

    public static IResult TooLarge(int longest) =>
        Of(StatusCodes.Status413PayloadTooLarge, RequestTooLarge, $"The body is longer than the {longest} bytes that this call takes.");

    /// <summary>429 with the wait in whole seconds.</summary>
    public static IResult Throttled(HttpContext http, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, RateLimit, $"Too many tries; wait {seconds} seconds.");
    }

    public static IResult Of(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: [new("code", code)]);
}
