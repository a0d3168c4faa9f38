namespace JusInfer.Portal.Admission.Rates;

/// <summary>The names of a key's rates in errors, headers and reports.</summary>
internal static class RateScopes
{
    public const string Requests = "key.requests_per_minute";
    public const string Tokens = "key.tokens_per_minute";
    public const string Concurrency = "key.concurrency";
}
