using System.Text.Json.Serialization;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A provider of the catalog, for the operator. Contains no credential.</summary>
internal sealed record ProviderView
{
    public required string Id { get; init; }

    public required string Dialect { get; init; }

    public required string BaseUrl { get; init; }

    /// <summary>Whether calls are sent to it.</summary>
    public required bool Usable { get; init; }

    /// <summary>Why no calls are sent to it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>The number of models that it serves.</summary>
    public required int Models { get; init; }

    public required CredentialView Credential { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProviderTestView? LastTest { get; init; }

    public static ProviderView From(ProviderState state) => new()
    {
        Id = state.Provider.Id,
        Dialect = state.Provider.Dialect.Name,
        BaseUrl = state.Provider.BaseUrl.AbsoluteUri,
        Usable = state.Provider.Usable,
        Reason = state.Provider.UnusableReason,
        Models = state.Models,
        Credential = CredentialView.From(state),
        LastTest = state.LastTest is { } test ? ProviderTestView.From(test) : null,
    };
}

/// <summary>Where the credential of a provider comes from.</summary>
internal sealed record CredentialView
{
    /// <summary>Of the credential in use: <c>none</c>, <c>environment</c>, <c>file</c> or <c>portal</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When the one in the store was set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? SetAt { get; init; }

    /// <summary>The e-mail address of the account that set it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SetBy { get; init; }

    /// <summary>The stored one cannot be decrypted.</summary>
    public required bool Unreadable { get; init; }

    public static CredentialView From(ProviderState state) => new()
    {
        Source = EnumFormat.Format(state.Provider.CredentialOrigin),
        SetAt = state.SetAt?.UtcDateTime,
        SetBy = state.SetBy,
        Unreadable = state.IsUnreadable,
    };
}

/// <summary>The result of a test.</summary>
internal sealed record ProviderTestView
{
    public required string Outcome { get; init; }

    /// <summary>The provider's HTTP status, if it sent an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Status { get; init; }

    /// <summary>The model that was called.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    public required DateTime At { get; init; }

    /// <summary>What the outcome means and what to do.</summary>
    public required string Detail { get; init; }

    public static ProviderTestView From(ProviderTest test) => new()
    {
        Outcome = EnumFormat.Format(test.Outcome),
        Status = test.Status,
        Model = test.Model,
        At = test.At.UtcDateTime,
        Detail = ProviderTestDescriptions.Of(test),
    };
}
