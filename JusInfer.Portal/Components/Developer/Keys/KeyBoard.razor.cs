using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>The keys that the signed-in member may see; mints and revokes.</summary>
public sealed partial class KeyBoard
{
    private ImmutableArray<KeyRow>? rows;
    private ElementReference list;

    [Inject]
    private ApiKeyService Ring { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private string Summary => rows is { IsEmpty: false } all
        ? $"{all.Count(row => row.IsLive)} live, {all.Count(row => !row.IsLive)} ended"
        : "";

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var keys = await Ring.ListAsync(me, Gone);
        var members = (await Tenancy.ListMembersAsync(me.TenantId, Gone)).ToDictionary(member => member.Id, member => member.Email);
        var month = (await Usage.BreakDownAsync(UsageWindow.MonthOf(me.TenantId, now), [UsageGroup.Key], Gone)).ToDictionary(
            row => row.Group[0], row => row.Sums);
        rows = [.. keys
            .Select(key => new KeyRow(
                key, members.GetValueOrDefault(key.MemberId, "left the team"), month.GetValueOrDefault(key.Id.ToString(), new()), now))
            .OrderByDescending(row => row.IsLive)];
    }

    private static string Calls(long requests) => requests == 1 ? "1 call" : $"{Figures.Count(requests)} calls";

    private async Task MintAsync()
    {
        if (await Dialogs.OpenAsync<MintDialog, bool>("Mint a key")) await ReloadAsync();
    }

    private async Task RevokeAsync(ApiKey key)
    {
        var sure = await Dialogs.ConfirmAsync(
            $"Revoke {key.Name}?",
            $"Whoever still uses {key.Display} gets 401 within a second. A revoked key cannot be brought back.",
            "Revoke key");
        if (!sure || await WhoAsync() is not { } me) return;

        if ((await Ring.RevokeAsync(me, key.Id, Gone)).Error is { } error) Dialogs.Warn(error.Reason);
        else Dialogs.Say($"{key.Name} is revoked.");

        await ReloadAsync();
        await list.FocusAsync(); // the button that had it is gone
    }
}
