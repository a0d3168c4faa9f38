using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Sets a key's request rate, monthly cap, models and addresses. The dialog's result is the confirmation message.</summary>
public sealed partial class LimitDialog
{
    private string typedRate = "";
    private string typedCap = "";
    private string typedModels = "";
    private string typedAddresses = "";

    /// <summary>The key's id as text.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public string KeyName { get; set; } = "";

    /// <summary>The current rate.</summary>
    [Parameter, EditorRequired]
    public int RequestsPerMinute { get; set; }

    /// <summary>The current cap in US dollars; null without one.</summary>
    [Parameter]
    public decimal? MonthlyUsd { get; set; }

    /// <summary>The models that the key may call, separated by commas; empty for all.</summary>
    [Parameter]
    public string Models { get; set; } = "";

    /// <summary>The addresses that the key may be used from, separated by commas; empty for all.</summary>
    [Parameter]
    public string Addresses { get; set; } = "";

    /// <summary>The version that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    protected override void OnInitialized()
    {
        (typedModels, typedAddresses) = (Models, Addresses);
        typedRate = RequestsPerMinute.ToString(CultureInfo.InvariantCulture);
        typedCap = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";
    }

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var models = typedModels == Models ? default(Optional<ImmutableArray<string>?>) : ListParser.Parse(typedModels);
        CatalogModels.Check(errors, "models", models.Or(null), Catalog);
        var change = new KeyChange
        {
            Rpm = NumberParser.ParseInteger(typedRate, "rpm", errors),
            MonthlyCapUsd = NumberParser.ParseUsd(typedCap, "monthly_cap_usd", errors),
            Models = models,
            AllowedAddresses = typedAddresses == Addresses ? default(Optional<ImmutableArray<string>?>) : ListParser.Parse(typedAddresses),
        };
        var input = new Input<KeyChange>(change, errors);
        var key = KeyId.Parse(Key, CultureInfo.InvariantCulture);
        if (await RunAsync(me => KeyService.ChangeAsync(me, key, VersionToReplace(Version), input, CancellationToken.None)) is { Value: var changed })
            Dialogs.Close(Confirmation(changed.Limits));
    }

    private string Confirmation(KeyLimits limits) =>
        $"{KeyName} can send {NumberFormat.Count(limits.RequestsPerMinute)} requests per "
        + $"minute{(limits.MonthlyCap is { } cap ? $" and spend {NumberFormat.Money(cap)} per month" : "")}.";
}
