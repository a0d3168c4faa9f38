using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Runaway;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Lists the keys that the signed-in member may see, mints keys and revokes them.</summary>
public sealed partial class KeysPanel
{
    private ImmutableArray<KeyRow>? rows;
    private ElementReference list;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private PauseCache Pauses { get; set; } = default!;

    [Inject]
    private PauseService PauseService { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private string Summary => rows is { IsEmpty: false } all
        ? $"{all.Count(row => row.IsLive)} live, {all.Count(row => !row.IsLive)} expired or revoked"
        : "";

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var keys = await KeyService.ListAsync(me, Disposed);
        var members = (await Tenancy.ListMembersAsync(me.TenantId, Disposed)).ToDictionary(member => member.Id, member => member.Email);
        var month = (await Usage.BreakDownAsync(UsageWindow.MonthOf(me.TenantId, now), [UsageGroup.Key], Disposed)).ToDictionary(
            row => row.Group[0], row => row.Sums);
        var paused = await Pauses.GetAsync(me.TenantId, Disposed);
        rows = [.. keys
            .Select(key => new KeyRow(
                key,
                KeyDescriptions.HolderOf(key, members),
                month.GetValueOrDefault(key.Id.ToString(), new()),
                paused.Find(key.Id),
                now))
            .OrderByDescending(row => row.IsLive)];
    }

    private static string Calls(long requests) => requests == 1 ? "1 call" : $"{NumberFormat.Count(requests)} calls";

    private async Task MintAsync()
    {
        if (await Dialogs.OpenAsync<MintDialog, bool>("Mint a key")) await ReloadAsync();
    }

    private async Task ResumeAsync(ApiKey key)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await PauseService.ResumeAsync(me, key.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"{key.Name} is resumed.");

        await ReloadAsync();
        await list.FocusAsync(); // The focused button was removed from the page.
    }

    private async Task RevokeAsync(ApiKey key)
    {
        var confirmed = await Dialogs.ConfirmAsync(
            $"Revoke {key.Name}?",
            $"Requests with {key.Display} are rejected with 401 within one second. You cannot undo this.",
            "Revoke key");
        if (!confirmed || await ReadMemberAsync() is not { } me) return;

        if ((await KeyService.RevokeAsync(me, key.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"{key.Name} is revoked.");

        await ReloadAsync();
        await list.FocusAsync(); // The focused button was removed from the page.
    }
}
