using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Sets or lifts one member's cap; answers with what was done, in a sentence.</summary>
public sealed partial class CapDialog
{
    private Faults faults = new();
    private string? refusal;
    private string typed = "";

    /// <summary>The member's id in its written form.</summary>
    [Parameter, EditorRequired]
    public string Member { get; set; } = "";

    [Parameter, EditorRequired]
    public string Email { get; set; } = "";

    /// <summary>The cap that stands, if one does.</summary>
    [Parameter]
    public decimal? MonthlyUsd { get; set; }

    /// <summary>Cheaper models at the cap instead of a refusal.</summary>
    [Parameter]
    public bool Economy { get; set; }

    [Inject]
    private MemberCaps Caps { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override void OnInitialized() => typed = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";

    private string? Fault(string field) => faults[field] is { Count: > 0 } sentences ? sentences.Say(field, "The cap") : null;

    private async Task SaveAsync()
    {
        faults = new Faults();
        refusal = null;
        var usd = Amounts.ReadMoney(typed, "monthly_usd", faults);
        if (faults.Any) return;

        var who = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
        if (who is null || !MemberId.TryParse(Member, out var member))
        {
            refusal = "You are no longer signed in to this team. Reload the page.";
            return;
        }

        switch (await Caps.SetAsync(who.Member, member, new CapRequest(usd, Economy ? OnReach.Economy : OnReach.Block), CancellationToken.None))
        {
            case Outcome<Cap?>.Done { Value: { } cap }: Dialogs.Close($"{Email} may spend {Figures.Money(cap.Monthly)} a month."); break;
            case Outcome<Cap?>.Done: Dialogs.Close($"{Email} has no cap now."); break;
            case Outcome<Cap?>.Invalid invalid: faults = invalid.Faults; break;
            case Outcome<Cap?>.Forbidden refused: refusal = refused.Reason; break;
            case Outcome<Cap?>.Missing missing: refusal = missing.Reason; break;
        }
    }
}
