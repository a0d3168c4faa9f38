using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>An entry of the operator in a team's ledger.</summary>
internal sealed record CreditRequest
{
    public const int MaxNoteLength = 500;

    /// <summary>The team; the caller's own if absent.</summary>
    [JsonPropertyName("tenant_id")]
    public TeamId? TeamId { get; init; }

    /// <summary><c>credit</c> (the default), <c>refund</c> or <c>adjustment</c>.</summary>
    public LedgerKind? Kind { get; init; }

    /// <summary>The amount, up to 1000000, with at most 9 decimals. Only an adjustment may be negative.</summary>
    [RequiredField]
    public decimal? AmountUsd { get; init; }

    /// <summary>What the entry is for, at most 500 characters.</summary>
    [ShortText(MaxNoteLength)]
    public string? Note { get; init; }
}
