using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Sets one key's rate and monthly cap; answers with what was done, in a sentence.</summary>
public sealed partial class LimitDialog
{
    private Faults faults = new();
    private string? refusal;
    private string typedRate = "";
    private string typedCap = "";

    /// <summary>The key's id in its written form.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public string KeyName { get; set; } = "";

    /// <summary>The rate that stands.</summary>
    [Parameter, EditorRequired]
    public int RequestsPerMinute { get; set; }

    /// <summary>The cap that stands, if one does.</summary>
    [Parameter]
    public decimal? MonthlyUsd { get; set; }

    [Inject]
    private KeyRing Ring { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override void OnInitialized()
    {
        typedRate = RequestsPerMinute.ToString(CultureInfo.InvariantCulture);
        typedCap = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";
    }

    private string? Fault(string field, string label) => faults[field] is { Count: > 0 } sentences ? sentences.Say(field, label) : null;

    private async Task SaveAsync()
    {
        faults = new Faults();
        refusal = null;
        var change = new KeyChange
        {
            RequestsPerMinute = new(Amounts.ReadWhole(typedRate, "rpm", faults)),
            MonthlyCapUsd = new(Amounts.ReadMoney(typedCap, "monthly_cap_usd", faults)),
            Unreadable = faults,
        };

        var who = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
        if (who is null || !KeyId.TryParse(Key, out var key))
        {
            refusal = "You are no longer signed in to this team. Reload the page.";
            return;
        }

        switch (await Ring.ChangeAsync(who.Member, key, change, CancellationToken.None))
        {
            case Outcome<ApiKey>.Done done: Dialogs.Close(Said(done.Value.Limits)); break;
            case Outcome<ApiKey>.Invalid invalid:
                faults = invalid.Faults;
                refusal = Fault("id", "The key");
                break;
            case Outcome<ApiKey>.Forbidden refused: refusal = refused.Reason; break;
            case Outcome<ApiKey>.Missing missing: refusal = missing.Reason; break;
        }
    }

    private string Said(KeyLimits limits) =>
        $"{KeyName} may send {Figures.Count(limits.RequestsPerMinute)} requests a minute{(limits.MonthlyCap is { } cap ? $" and spend {Figures.Money(cap)} a month" : "")}.";
}
