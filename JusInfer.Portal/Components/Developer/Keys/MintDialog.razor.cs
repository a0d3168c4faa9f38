using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>
/// Asks what a key shall be, mints it and shows it. Its plaintext lives in this dialog alone: closing it drops the last reference to it.
/// </summary>
public sealed partial class MintDialog
{
    private MintedKey? minted;
    private ImmutableArray<Member> holders = [];
    private bool manages;
    private bool advanced;
    private string name = "";
    private int days;
    private string holder = "";
    private string rpm = "";
    private string cap = "";
    private bool sandbox;

    [Inject]
    private ApiKeyService Ring { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync()
    {
        if (await WhoAsync() is not { } me) return;
        manages = me.Role.Manages();
        holder = me.Id.ToString();
        if (manages)
            holders = [.. (await Tenancy.ListMembersAsync(me.TenantId, CancellationToken.None)).Where(member => member.Role.Calls())];
    }

    private async Task MintAsync()
    {
        var errors = new ValidationErrors();
        var request = new KeyRequest
        {
            Name = name,
            MemberId = MemberId.TryParse(holder, out var asked) ? asked : null,
            Rpm = Amounts.ReadWhole(rpm, "rpm", errors),
            MonthlyCapUsd = Amounts.ReadMoney(cap, "monthly_cap_usd", errors),
            Sandbox = sandbox,
            ExpiresAt = days == 0 ? null : Time.GetUtcNow().AddDays(days),
        };
        var input = new Input<KeyRequest>(request, errors);
        minted = (await AskAsync(me => Ring.MintAsync(me, input, CancellationToken.None)))?.Value;
        advanced = Faults.Fields.Any(field => field != "name");
    }
}
