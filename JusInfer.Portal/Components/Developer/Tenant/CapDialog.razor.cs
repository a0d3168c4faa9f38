using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Sets or removes a member's monthly cap. The dialog's result is the confirmation message.</summary>
public sealed partial class CapDialog
{
    private string typed = "";

    /// <summary>The member's id as text.</summary>
    [Parameter, EditorRequired]
    public string Member { get; set; } = "";

    [Parameter, EditorRequired]
    public string Email { get; set; } = "";

    /// <summary>The current cap in US dollars; null without one.</summary>
    [Parameter]
    public decimal? MonthlyUsd { get; set; }

    /// <summary>Whether calls at the cap use cheaper models instead of being rejected.</summary>
    [Parameter]
    public bool Economy { get; set; }

    /// <summary>The version that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private MemberSettings Settings { get; set; } = default!;

    protected override void OnInitialized() => typed = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var request = new CapRequest
        {
            MonthlyUsd = NumberParser.ParseUsd(typed, "monthly_usd", errors),
            OnReach = Economy ? CapAction.Economy : CapAction.Block,
        };
        var input = new Input<CapRequest>(request, errors);
        var member = MemberId.Parse(Member, CultureInfo.InvariantCulture);
        if (await RunAsync(me => Settings.SetCapAsync(me, member, VersionToReplace(Version), input, CancellationToken.None)) is { Value: var changed })
            Dialogs.Close(Confirmation(changed.Cap));
    }

    private string Confirmation(Cap? cap) =>
        cap is null ? $"{Email} no longer has a cap." : $"{Email} can spend {NumberFormat.Money(cap.Monthly)} per month.";
}
