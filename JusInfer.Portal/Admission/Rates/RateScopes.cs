namespace JusInfer.Portal.Admission.Rates;

/// <summary>The names of rates in errors, headers and reports.</summary>
internal static class RateScopes
{
    public static string NameOf(RateScope scope, LimitKind kind) => (scope, kind) switch
    {
        (RateScope.Key, LimitKind.RequestsPerMinute) => "key.requests_per_minute",
        (RateScope.Key, LimitKind.TokensPerMinute) => "key.tokens_per_minute",
        (RateScope.Key, _) => "key.concurrency",
        (RateScope.Member, LimitKind.RequestsPerMinute) => "member.requests_per_minute",
        (RateScope.Member, LimitKind.TokensPerMinute) => "member.tokens_per_minute",
        (RateScope.Member, _) => "member.concurrency",
        (_, LimitKind.RequestsPerMinute) => "tenant.requests_per_minute",
        (_, LimitKind.TokensPerMinute) => "tenant.tokens_per_minute",
        _ => "tenant.concurrency",
    };

    /// <summary>The name for people, such as <c>Requests per minute of the team</c>.</summary>
    public static string DescriptionOf(RateScope scope, LimitKind kind)
    {
        var unit = kind switch
        {
            LimitKind.RequestsPerMinute => "Requests per minute",
            LimitKind.TokensPerMinute => "Tokens per minute",
            _ => "Concurrent calls",
        };
        return scope switch
        {
            RateScope.Key => $"{unit} of this key",
            RateScope.Member => $"{unit} of the member this key belongs to",
            _ => $"{unit} of the team",
        };
    }
}
