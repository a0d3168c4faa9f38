using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// Changes a key: its name, repository and label, and for those who may limit it also its limits, expiry, models and addresses. The dialog's result is the
/// confirmation message.
/// </summary>
public sealed partial class LimitDialog
{
    /// <summary>The choice of no new expiry.</summary>
    private const int Keep = -1;

    private string typedName = "";
    private string typedRate = "";
    private string typedTokens = "";
    private string typedCalls = "";
    private string typedCap = "";
    private string typedModels = "";
    private string typedAddresses = "";
    private string typedRepository = "";
    private string typedLabel = "";
    private int days = Keep;

    /// <summary>The key as the page shows it. A later version is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public EditedKey Current { get; set; } = default!;

    /// <summary>Whether the user may change more than the name, the repository and the label.</summary>
    [Parameter]
    public bool CanLimit { get; set; }

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Expiry => Current.ExpiresAt is { } end ? $"On {end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "Never";

    internal static Dictionary<string, object?> ParametersOf(ApiKey key, bool canLimit) => new() { [nameof(Current)] = EditedKey.From(key), [nameof(CanLimit)] = canLimit };

    protected override void OnInitialized()
    {
        (typedName, typedRepository, typedLabel) = (Current.Name, Current.Repository, Current.Label);
        (typedModels, typedAddresses) = (Current.Models, Current.Addresses);
        (typedRate, typedTokens, typedCalls) = (Text(Current.RequestsPerMinute), Text(Current.TokensPerMinute), Text(Current.Concurrency));
        typedCap = Current.MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";
    }

    private static string Text(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A field that was not edited is absent, so that a policy that came later does not reject the change of another one.</summary>
    private static Optional<string?> ChangeOf(string typed, string current) => typed == current ? default(Optional<string?>) : typed;

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var change = (CanLimit ? ReadLimits(errors) : new KeyChange()) with
        {
            Name = ChangeOf(typedName, Current.Name),
            Repository = ChangeOf(typedRepository, Current.Repository),
            Label = ChangeOf(typedLabel, Current.Label),
        };
        var input = new Input<KeyChange>(change, errors);
        var key = KeyId.Parse(Current.Id, CultureInfo.InvariantCulture);
        if (await RunAsync(me => KeyService.ChangeAsync(me, key, VersionToReplace(Current.Version), input, CancellationToken.None)) is { Value: var changed })
            Dialogs.Close(Confirmation(changed));
    }

    private KeyChange ReadLimits(ValidationErrors errors)
    {
        var models = typedModels == Current.Models ? default(Optional<ImmutableArray<string>?>) : ListParser.Parse(typedModels);
        CatalogModels.Check(errors, "models", models.Or(null), Catalog);
        var (tokens, calls) = (NumberParser.ParseInteger(typedTokens, "tpm", errors), NumberParser.ParseInteger(typedCalls, "concurrency", errors));
        return new KeyChange
        {
            Rpm = NumberParser.ParseInteger(typedRate, "rpm", errors),
            Tpm = typedTokens == Text(Current.TokensPerMinute) ? default(Optional<long?>) : tokens,
            Concurrency = typedCalls == Text(Current.Concurrency) ? default(Optional<long?>) : calls,
            MonthlyCapUsd = NumberParser.ParseUsd(typedCap, "monthly_cap_usd", errors),
            Models = models,
            AllowedAddresses = typedAddresses == Current.Addresses ? default(Optional<ImmutableArray<string>?>) : ListParser.Parse(typedAddresses),
            ExpiresAt = days switch
            {
                Keep => default,
                0 => new Optional<DateTimeOffset?>(null),
                _ => new Optional<DateTimeOffset?>(Time.GetUtcNow().AddDays(days)),
            },
        };
    }

    private string Confirmation(ApiKey key) => CanLimit
        ? $"{key.Name} can send {NumberFormat.Count(key.Limits.RequestsPerMinute)} requests per "
            + $"minute{(key.Limits.MonthlyCap is { } cap ? $" and spend {NumberFormat.Money(cap)} per month" : "")}."
        : $"{key.Name} is changed.";
}
