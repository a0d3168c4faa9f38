using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>
/// Asks what a key shall be, mints it and shows it. Its plaintext lives in this component alone: closing the dialog drops the last reference
/// to it.
/// </summary>
public sealed partial class MintDialog
{
    private MintedKey? minted;
    private Faults faults = new();
    private string? refusal;
    private ElementReference heading;
    private bool justMinted;

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
    private KeyRing Ring { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync()
    {
        if (await WhoAsync() is not { } me) return;
        manages = me.Role.Manages();
        holder = me.Id.ToString();
        if (manages) holders = [.. (await Tenancy.ListMembersAsync(me.TenantId, CancellationToken.None)).Where(member => member.Role.Calls())];
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!justMinted) return;
        justMinted = false;
        await heading.FocusAsync();
    }

    private async Task<Member?> WhoAsync() => (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None))?.Member;

    private string? Fault(string field, string label) => faults[field] is { Count: > 0 } sentences ? sentences.Say(field, label) : null;

    private async Task MintAsync()
    {
        faults = new Faults();
        refusal = null;
        var request = new KeyRequest
        {
            Name = name,
            Member = MemberId.TryParse(holder, out var asked) ? asked : null,
            RequestsPerMinute = Amounts.ReadWhole(rpm, "rpm", faults),
            MonthlyCapUsd = Amounts.ReadMoney(cap, "monthly_cap_usd", faults),
            Sandbox = sandbox,
            ExpiresAt = days == 0 ? null : Time.GetUtcNow().AddDays(days),
            Unreadable = faults,
        };
        await MintAsync(request);
        advanced = faults.Fields.Any(field => field != "name");
    }

    private async Task MintAsync(KeyRequest request)
    {
        if (await WhoAsync() is not { } me)
        {
            refusal = "You are no longer signed in to this team. Reload the page.";
            return;
        }

        switch (await Ring.MintAsync(me, request, CancellationToken.None))
        {
            case Outcome<MintedKey>.Done done: (minted, justMinted) = (done.Value, true); break;
            case Outcome<MintedKey>.Invalid invalid: faults = invalid.Faults; break;
            case Outcome<MintedKey>.Forbidden refused: refusal = refused.Reason; break;
            case Outcome<MintedKey>.Missing missing: refusal = missing.Reason; break;
        }
    }
}
