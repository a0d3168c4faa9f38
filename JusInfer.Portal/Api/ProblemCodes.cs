namespace JusInfer.Portal.Api;

/// <summary>The values of <c>code</c> in the control plane's problem details. They do not change between versions.</summary>
internal static class ProblemCodes
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Forbidden = "FORBIDDEN";
    public const string SecondFactorRequired = "SECOND_FACTOR_REQUIRED";
    public const string NotFound = "NOT_FOUND";
    public const string Conflict = "CONFLICT";
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";
    public const string RateLimit = "RATE_LIMIT";
}
