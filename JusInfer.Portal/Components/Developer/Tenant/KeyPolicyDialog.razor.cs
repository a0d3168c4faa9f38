using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Changes the team's policy for keys. The dialog's result is the confirmation message.</summary>
public sealed partial class KeyPolicyDialog
{
    private string typedModels = "";
    private string typedAddresses = "";
    private string typedDays = "";
    private string typedCap = "";
    private string typedRequests = "";
    private string typedTokens = "";
    private string typedCalls = "";

    /// <summary>The current list of models, separated by commas.</summary>
    [Parameter]
    public string Models { get; set; } = "";

    /// <summary>The current list of addresses, separated by commas.</summary>
    [Parameter]
    public string Addresses { get; set; } = "";

    /// <summary>The current rules; null if there is none.</summary>
    [Parameter]
    public int? RequestsPerMinute { get; set; }

    [Parameter]
    public int? TokensPerMinute { get; set; }

    [Parameter]
    public int? Concurrency { get; set; }

    [Parameter]
    public decimal? MonthlyUsd { get; set; }

    [Parameter]
    public int? Days { get; set; }

    /// <summary>The version of the team that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private TeamService Teams { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    protected override void OnInitialized()
    {
        (typedModels, typedAddresses) = (Models, Addresses);
        (typedDays, typedRequests, typedTokens, typedCalls) = (Text(Days), Text(RequestsPerMinute), Text(TokensPerMinute), Text(Concurrency));
        typedCap = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";
    }

    private static string Text(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var models = ListParser.Parse(typedModels);
        CatalogModels.Check(errors, "policy.models", models, Catalog);
        var policy = new KeyPolicyChange
        {
            Models = models,
            AllowedAddresses = ListParser.Parse(typedAddresses),
            MaxDays = NumberParser.ParseInteger(typedDays, "policy.max_days", errors),
            MaxMonthlyCapUsd = NumberParser.ParseUsd(typedCap, "policy.max_monthly_cap_usd", errors),
            MaxRpm = NumberParser.ParseInteger(typedRequests, "policy.max_rpm", errors),
            MaxTpm = NumberParser.ParseInteger(typedTokens, "policy.max_tpm", errors),
            MaxConcurrency = NumberParser.ParseInteger(typedCalls, "policy.max_concurrency", errors),
        };
        var input = new Input<TeamChange>(new TeamChange { Policy = policy }, errors);
        if (await RunAsync(me => Teams.ChangeAsync(me, VersionToReplace(Version), input, CancellationToken.None)) is { Value: var changed })
            Dialogs.Close(changed.KeyPolicy.IsEmpty ? "There is no policy for keys." : "The policy for keys is changed.");
    }
}
