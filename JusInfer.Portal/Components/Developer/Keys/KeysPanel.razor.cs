using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Tenancy;
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
    private KeyList List { get; set; } = default!;

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

    private protected override async Task LoadAsync(Member me) => rows = [.. (await List.ReadAsync(me, Disposed)).OrderByDescending(static row => row.IsLive)];

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
