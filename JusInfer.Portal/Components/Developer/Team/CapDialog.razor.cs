using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Sets or lifts one member's cap; answers with what was done, in a sentence.</summary>
public sealed partial class CapDialog
{
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

    protected override void OnInitialized() => typed = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var request = new CapRequest
        {
            MonthlyUsd = Amounts.ReadMoney(typed, "monthly_usd", errors),
            OnReach = Economy ? OnReach.Economy : OnReach.Block,
        };
        var input = new Input<CapRequest>(request, errors);
        var member = MemberId.Parse(Member, CultureInfo.InvariantCulture);
        if (await AskAsync(me => Caps.SetAsync(me, member, input, CancellationToken.None)) is { Value: var cap })
            Dialogs.Close(Said(cap));
    }

    private string Said(Cap? cap) => cap is null ? $"{Email} has no cap now." : $"{Email} may spend {Figures.Money(cap.Monthly)} a month.";
}
