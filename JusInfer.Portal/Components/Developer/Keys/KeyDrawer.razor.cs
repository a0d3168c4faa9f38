using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>
/// A key beside the list: what it did, and for those who may, its name, repository and label, or also its limits, models,
/// addresses and expiry. All parts are saved together.
/// </summary>
public sealed partial class KeyDrawer
{
    internal const string General = "general";

    /// <summary>The choice of no new expiry.</summary>
    private const int Keep = -1;

    private static readonly ImmutableArray<(string Name, string Label)> AllTabs =
        [(General, "General"), ("limits", "Limits"), ("models", "Models"), ("access", "Access")];

    /// <summary>The key as the user began to change it. A later version is not overwritten unnoticed.</summary>
    private EditedKey shown = default!;

    private ImmutableArray<string> models = [];
    private string typedName = "";
    private string typedRate = "";
    private string typedTokens = "";
    private string typedCalls = "";
    private string typedCap = "";
    private string typedAddresses = "";
    private string typedRepository = "";
    private string typedLabel = "";
    private int days = Keep;
    private bool isSaving;

    /// <summary>The key as it is now.</summary>
    [Parameter, EditorRequired]
    public EditedKey Current { get; set; } = default!;

    /// <summary>The part that the address names.</summary>
    [Parameter, EditorRequired]
    public string Tab { get; set; } = General;

    /// <summary>The address of a part.</summary>
    [Parameter, EditorRequired]
    public Func<string, string> Address { get; set; } = default!;

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    /// <summary>Called with the confirmation after the key was saved.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnSaved { get; set; }

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigator { get; set; } = default!;

    private IEnumerable<(string Name, string Label)> Tabs => AllTabs.Where(tab => shown.CanLimit || tab.Name == General);

    private string Part => Tabs.Any(tab => tab.Name == Tab) ? Tab : General;

    private KeyTerms Terms => shown.Terms;

    private string Addresses => ListParser.Format(Terms.AllowedAddresses);

    private string Expiry =>
        shown.ExpiresAt is { } end ? $"On {DateFormat.Day(end)}" : "Never";

    protected override void OnInitialized()
    {
        shown = Current;
        (typedName, typedRepository, typedLabel) = (shown.Name, Terms.Repository ?? "", Terms.Label ?? "");
        (models, typedAddresses) = (Terms.Models, Addresses);
        (typedRate, typedTokens, typedCalls) = (Text(Terms.RequestsPerMinute), Text(Terms.TokensPerMinute), Text(Terms.Concurrency));
        typedCap = Terms.MonthlyCap?.ToString() ?? "";
    }

    private static string Text(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// A field that was not edited is absent, so that a policy that came later does not reject the change of another one.
    /// </summary>
    private static Optional<string?> ChangeOf(string typed, string current) => typed == current ? default(Optional<string?>) : typed;

    private async Task SaveAsync()
    {
        if (isSaving || !shown.CanChange) return;
        isSaving = true;
        var errors = new ValidationErrors();
        var change = (shown.CanLimit ? ReadLimits(errors) : new KeyChange()) with
        {
            Name = ChangeOf(typedName, shown.Name),
            Repository = ChangeOf(typedRepository, Terms.Repository ?? ""),
            Label = ChangeOf(typedLabel, Terms.Label ?? ""),
        };
        var input = new Input<KeyChange>(change, errors);
        var key = KeyId.Parse(shown.Id, CultureInfo.InvariantCulture);
        try
        {
            if (await RunAsync(me =>
                KeyService.ChangeAsync(me, key, VersionToReplace(shown.Version), input, CancellationToken.None)) is { Value: var changed })
                await OnSaved.InvokeAsync(Confirmation(changed));
            else if (Errors.Fields.Select(PartOf).FirstOrDefault() is { } part && part != Part) Navigator.NavigateTo(Address(part));
        }
        finally
        {
            isSaving = false;
        }
    }

    /// <summary>The part that has a field.</summary>
    private static string PartOf(string field) => field switch
    {
        "rpm" or "tpm" or "concurrency" or "monthly_cap_usd" => "limits",
        "models" => "models",
        "expires_at" or "allowed_addresses" => "access",
        _ => General,
    };

    private KeyChange ReadLimits(ValidationErrors errors)
    {
        var allowed = models.SequenceEqual(Terms.Models) ? default(Optional<ImmutableArray<string>?>) : models;
        CatalogModels.Check(errors, "models", allowed.Or(null), Catalog);
        var (tokens, calls) = (
            NumberParser.ParseInteger(typedTokens, "tpm", errors), NumberParser.ParseInteger(typedCalls, "concurrency", errors));
        return new KeyChange
        {
            Rpm = NumberParser.ParseInteger(typedRate, "rpm", errors),
            Tpm = typedTokens == Text(Terms.TokensPerMinute) ? default(Optional<long?>) : tokens,
            Concurrency = typedCalls == Text(Terms.Concurrency) ? default(Optional<long?>) : calls,
            MonthlyCapUsd = NumberParser.ParseUsd(typedCap, "monthly_cap_usd", errors),
            Models = allowed,
            AllowedAddresses = typedAddresses == Addresses
                ? default(Optional<ImmutableArray<string>?>)
                : ListParser.Parse(typedAddresses),
            ExpiresAt = days switch
            {
                Keep => default,
                0 => new Optional<DateTimeOffset?>(null),
                _ => new Optional<DateTimeOffset?>(Time.GetUtcNow().AddDays(days)),
            },
        };
    }

    private string Confirmation(ApiKey key) => shown.CanLimit
        ? $"{key.Name} can send {NumberFormat.Count(key.Terms.RequestsPerMinute)} requests per "
            + $"minute{(key.Terms.MonthlyCap is { } cap ? $" and spend {NumberFormat.Money(cap)} per month" : "")}."
        : $"{key.Name} is changed.";
}
