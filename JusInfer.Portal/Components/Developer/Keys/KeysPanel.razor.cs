using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Lists the keys that the signed-in member may see, mints, rotates and revokes them.</summary>
public sealed partial class KeysPanel
{
    private ImmutableArray<KeyTableRow>? rows;
    private ElementReference list;
    private BulkOutcome? outcome;

    /// <summary>Some of these may no longer be live or in the list.</summary>
    private readonly HashSet<KeyId> selected = [];

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private BudgetSpend Budgets { get; set; } = default!;

    [Inject]
    private IWalletStore Wallets { get; set; } = default!;

    [Inject]
    private CatalogSource Catalog { get; set; } = default!;

    [Inject]
    private PauseCache Pauses { get; set; } = default!;

    [Inject]
    private PauseService PauseService { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private KeyFilter KeyFilter => KeyFilter.Parse(Status, Name);

    private ImmutableArray<KeyTableRow> Shown => [.. (rows ?? []).Where(KeyFilter.Includes)];

    /// <summary>The selected keys that are live and in the list.</summary>
    private ImmutableArray<KeyTableRow> Selected => [.. Shown.Where(row => row.IsLive && selected.Contains(row.Key.Id))];

    private string Summary => rows is { IsEmpty: false } all
        ? $"{all.Count(row => row.IsLive)} live, {all.Count(row => !row.IsLive)} expired or revoked"
        : "";

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var keys = await KeyService.ListAsync(me, Disposed);
        var members = (await Tenancy.ListMembersAsync(me.TeamId, Disposed)).ToDictionary(member => member.Id);
        var emails = members.ToDictionary(static pair => pair.Key, static pair => pair.Value.Email);
        var month = (await Usage.BreakDownAsync(UsageWindow.MonthOf(me.TeamId, now), [UsageGroup.Key], Disposed)).ToDictionary(
            row => row.Group[0], row => row.Sums);
        var obstacles = await KeyObstacles.ReadAsync(me, members, Usage, Budgets, Wallets, Catalog, now, Disposed);
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var week = (await Usage.ReadKeyDaysAsync(new UsageWindow(me.TeamId, today.AddDays(1 - KeyTableRow.Days), today.AddDays(1)), Disposed)).ToLookup(static day => day.Key);
        var paused = await Pauses.GetAsync(me.TeamId, Disposed);
        rows = [.. keys
            .Select(key => new KeyTableRow(
                key,
                KeyDescriptions.HolderOf(key, emails),
                month.GetValueOrDefault(key.Id.ToString(), new()),
                paused.Find(key.Id),
                now)
            {
                Week = [.. week[key.Id]],
                Obstacle = obstacles.Of(key),
                CanLimit = me.Role.Manages() && Outranks(key),
                CanChange = me.Role.Calls() && Outranks(key),
            })
            .OrderByDescending(row => row.IsLive)];

        bool Outranks(ApiKey key) => !members.TryGetValue(key.HolderId, out var holder) || me.Role.Outranks(holder.Role);
    }

    private static string Calls(long requests) => requests == 1 ? "1 call" : $"{NumberFormat.Count(requests)} calls";

    private void Filter(string name, ChangeEventArgs change) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, change.Value?.ToString() is { Length: > 0 } value ? value : null));

    private void Select(KeyTableRow row, ChangeEventArgs change)
    {
        if (change.Value is true) selected.Add(row.Key.Id);
        else selected.Remove(row.Key.Id);
    }

    private void SelectAll(ChangeEventArgs change)
    {
        foreach (var row in Shown.Where(static row => row.IsLive)) Select(row, change);
    }

    private async Task ChangeSelectedAsync()
    {
        if (Me is not { } me) return;
        BulkKey[] keys = [.. Selected.Select(BulkKey.From)];
        var title = keys.Length == 1 ? "Change 1 key" : $"Change {NumberFormat.Count(keys.Length)} keys";
        var parameters = new Dictionary<string, object?> { [nameof(BulkDialog.Keys)] = keys, [nameof(BulkDialog.CanSetLimits)] = me.Role.Manages() };
        if (await Dialogs.OpenAsync<BulkDialog, BulkOutcome>(title, parameters) is not { } result) return;

        outcome = result;
        selected.Clear();
        if (result is { Done: { } done, Failed.Count: 0 }) Dialogs.NotifySuccess(done);
        await ReloadAsync();
        await list.TryFocusAsync(); // The focused button is disabled.
    }

    private async Task MintAsync()
    {
        if (await Dialogs.OpenAsync<MintDialog, bool>("Mint a key")) await ReloadAsync();
    }

    private async Task RotateAsync(ApiKey key)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RotateDialog.Key)] = key.Id.ToString(),
            [nameof(RotateDialog.KeyName)] = key.Name,
            [nameof(RotateDialog.Display)] = key.Display,
        };
        if (await Dialogs.OpenAsync<RotateDialog, bool>($"Rotate {key.Name}", parameters)) await ReloadAsync();
    }

    /// <summary>Reloads even without a message, because the dialog also ends without a change after it has shown that someone else made one.</summary>
    private async Task ChangeAsync(KeyTableRow row)
    {
        if (await Dialogs.OpenAsync<LimitDialog, string>($"Change {row.Key.Name}", LimitDialog.ParametersOf(row.Key, row.CanLimit)) is { } done) Dialogs.NotifySuccess(done);
        await ReloadAsync();
    }

    private async Task ResumeAsync(ApiKey key)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await PauseService.ResumeAsync(me, key.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"{key.Name} is resumed.");

        await ReloadAsync();
        await list.TryFocusAsync(); // The focused button was removed from the page.
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
        await list.TryFocusAsync(); // The focused button was removed from the page.
    }
}
