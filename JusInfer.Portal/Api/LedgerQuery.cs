using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Api;

/// <summary>The query string of a page of the ledger.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record LedgerQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>The number of entries, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public LedgerEntryId? After { get; init; }
}

/// <summary>The query string of a page of teams.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record TeamQuery
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    /// <summary>The number of teams, 1 to 500; 100 if absent.</summary>
    [WholeNumber(1, MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public TeamId? After { get; init; }
}
