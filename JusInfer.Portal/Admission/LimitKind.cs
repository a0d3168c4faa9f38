namespace JusInfer.Portal.Admission;

/// <summary>The unit of a limit.</summary>
internal enum LimitKind
{
    RequestsPerMinute,
    TokensPerMinute,
    Concurrency,
    Usd,
}
